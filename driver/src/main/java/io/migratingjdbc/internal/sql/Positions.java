package io.migratingjdbc.internal.sql;

import java.util.Arrays;
import java.util.OptionalInt;
import net.sf.jsqlparser.parser.ASTNodeAccess;
import net.sf.jsqlparser.parser.Node;

/**
 * Leads from the parser's tree back to the statement's tokens.
 *
 * @param written the text that the parser read
 * @param starts where each of the statement's tokens begins in that text
 */
record Positions(String written, int[] starts) {

    /** The index of the token with which a piece of the tree begins; empty if that is not certain. */
    OptionalInt first(ASTNodeAccess piece) {
        Node node = piece.getASTNode();
        return node == null ? OptionalInt.empty() : tokenOf(node);
    }

    private OptionalInt tokenOf(Node node) {
        var token = node.jjtGetFirstToken();
        // The parser counts from one; what it counts is compared with the text, so that nothing is cut in the middle.
        int start = token.absoluteBegin - 1;
        int index = Arrays.binarySearch(starts, start);
        return index >= 0 && written.startsWith(token.image, start) ? OptionalInt.of(index) : OptionalInt.empty();
    }
}
