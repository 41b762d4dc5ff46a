package io.migratingjdbc.internal.sql;

import java.util.Set;
import net.sf.jsqlparser.statement.Statement;

/**
 * What the parser made of a statement.
 *
 * @param lists the lists of which it has seen marks only
 * @param unseen the indexes of the parameters that it has not seen
 */
record ParsedText(Statement statement, Positions positions, PlainLists lists, Set<Integer> unseen) {}
