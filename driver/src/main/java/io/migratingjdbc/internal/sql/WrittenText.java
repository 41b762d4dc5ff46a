package io.migratingjdbc.internal.sql;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** What was written for the parser, piece by piece, and with which piece each token of the statement begins. */
final class WrittenText {
    private final List<String> pieces = new ArrayList<>();
    private final int[] places;

    /** @param tokens how many the statement has */
    WrittenText(int tokens) {
        this.places = new int[tokens];
        Arrays.fill(places, -1);
    }

    void add(String piece) {
        pieces.add(piece);
    }

    /** The next piece is what is written for a token. */
    void begin(int token) {
        places[token] = pieces.size();
    }

    /** Puts text before that of a token. */
    void prepend(int token, String text) {
        pieces.set(places[token], text + pieces.get(places[token]));
    }

    Positions positions() {
        int[] offsets = new int[pieces.size() + 1];
        for (int i = 0; i < pieces.size(); i++) {
            offsets[i + 1] = offsets[i] + pieces.get(i).length() + 1;
        }
        int[] starts = new int[places.length];
        int nextPlace = Integer.MAX_VALUE;
        for (int i = places.length - 1; i >= 0; i--) {
            boolean own = places[i] >= 0 && places[i] < nextPlace;
            nextPlace = own ? places[i] : nextPlace;
            starts[i] = own ? offsets[places[i]] : -1;
        }
        int last = -2;
        for (int i = 0; i < starts.length; i++) {
            // What is not written on its own begins nothing, and the starts stay in order.
            if (starts[i] < 0) {
                starts[i] = last + 1;
            } else {
                last = starts[i];
            }
        }
        return new Positions(String.join(" ", pieces), starts);
    }
}
