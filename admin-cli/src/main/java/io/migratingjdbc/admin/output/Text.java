package io.migratingjdbc.admin.output;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Help.Ansi;

/** Lines and tables for a reader; coloured only where the output is a terminal. */
public final class Text {
    private static final String CLEAR_TO_END = "\u001b[K";
    private static final long BETWEEN_LINES = 1_000_000_000;

    private final PrintWriter out;
    private final Ansi ansi;
    /** Whether the line of a progress is there to be written over. */
    private boolean open;

    private long lastProgress = System.nanoTime() - BETWEEN_LINES;

    public Text(PrintWriter out, Ansi ansi) {
        this.out = out;
        this.ansi = ansi;
    }

    public synchronized Text line(String line) {
        if (open) {
            out.println();
            open = false;
        }
        out.println(line);
        out.flush();
        return this;
    }

    /** A line that replaces the progress before it on a terminal; elsewhere a line each second. Several threads may call it. */
    public synchronized Text progress(String line) {
        if (ansi.enabled()) {
            out.print("\r" + line + CLEAR_TO_END);
            out.flush();
            open = true;
        } else if (System.nanoTime() - lastProgress >= BETWEEN_LINES) {
            lastProgress = System.nanoTime();
            line(line);
        }
        return this;
    }

    public Text title(String title) {
        return line(styled("bold", title));
    }

    /** A line that begins with a mark such as OK or FAIL, in the colour of its meaning. */
    public Text mark(Mark mark, String line) {
        return line("  " + styled(mark.style(), mark.label()) + "  " + line);
    }

    /** Columns as wide as their widest cell, the first row as the heading; nothing if there is only the heading. */
    public Text table(List<List<String>> rows) {
        if (rows.size() < 2) {
            return this;
        }
        List<Integer> widths = new ArrayList<>();
        for (int column = 0; column < rows.get(0).size(); column++) {
            int at = column;
            widths.add(rows.stream().mapToInt(row -> row.get(at).length()).max().orElse(0));
        }
        for (List<String> row : rows) {
            StringBuilder line = new StringBuilder();
            for (int column = 0; column < row.size(); column++) {
                String cell = row.get(column);
                line.append("  ").append(cell).append(" ".repeat(widths.get(column) - cell.length()));
            }
            line(line.toString().stripTrailing());
        }
        return this;
    }

    /** A bar for this output. */
    public ProgressBar bar() {
        return new ProgressBar(ansi);
    }

    /**
     * Lines that are shown again with other contents: on a terminal in the place of those before, else below them.
     *
     * @param before how many lines they were the last time
     */
    public Text again(int before, List<String> lines) {
        if (ansi.enabled() && before > 0) {
            out.print("\u001B[" + before + "A\u001B[J");
        }
        lines.forEach(this::line);
        return this;
    }

    private String styled(String style, String text) {
        return ansi.enabled() ? ansi.new Text("@|" + style + " " + text + "|@").toString() : text;
    }
}
