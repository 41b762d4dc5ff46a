package io.migratingjdbc.internal.sql;

import io.migratingjdbc.internal.sql.Commands.Command;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import net.sf.jsqlparser.statement.Statement;
import net.sf.jsqlparser.statement.delete.Delete;
import net.sf.jsqlparser.statement.insert.Insert;
import net.sf.jsqlparser.statement.select.Select;
import net.sf.jsqlparser.statement.update.Update;

/**
 * Analyses PostgreSQL text. The tokens decide what kind of statement it is; queries and writes are then read by
 * JSqlParser, and what it found is checked against the tokens: a doubt makes the statement {@link
 * StatementKind#UNKNOWN}. Thread-safe.
 */
public final class JSqlAnalyzer implements SqlAnalyzer {
    private static final Set<String> CHANGES = Set.of("insert", "update", "delete", "merge");

    private static final Set<String> CONTROLS =
            Set.of("begin", "start", "commit", "end", "rollback", "abort", "prepare", "savepoint", "release");

    /** Of a text that cannot be split: the store runs what comes before the place where it cannot read on. */
    private static final Pattern MAY_CONTROL = Pattern.compile(
            "\\b(commit|end|rollback|abort|prepare)\\b.*;|;.*\\b(commit|end|rollback|abort|prepare)\\b",
            Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

    @Override
    public StatementProfile analyze(String sql) {
        SqlText text;
        try {
            text = SqlText.of(sql);
        } catch (UnreadableSqlException e) {
            return Profiles.unknown(
                    new SqlText(sql, List.of()),
                    e.getMessage(),
                    MAY_CONTROL.matcher(sql).find() ? TransactionCommand.COMMIT : null);
        }
        try {
            return DeepStack.run(() -> profile(text));
        } catch (UnreadableSqlException e) {
            return Profiles.unknown(text, e.getMessage());
        } catch (RuntimeException | StackOverflowError e) {
            // The parser is large and the text is anybody's: no defect of it may fail a statement that need not be
            // split.
            return Profiles.unknown(
                    text, "the parser failed with " + e.getClass().getSimpleName());
        }
    }

    private static StatementProfile profile(SqlText text) {
        if (text.size() == 0) {
            throw new UnreadableSqlException("it is empty");
        }
        if (text.holdsSeveralStatements()) {
            return several(text);
        }
        if (mayControlInEscape(text)) {
            return Profiles.unknown(text, "it is written as a JDBC escape", TransactionCommand.COMMIT);
        }
        Optional<Command> command = Commands.recognize(text);
        if (command.isPresent()) {
            return Profiles.command(text, command.get());
        }
        if (text.holds("current", "of")) {
            throw new UnreadableSqlException("WHERE CURRENT OF needs a cursor, which is in one store only");
        }
        if (changesInsideWith(text) || isSelectInto(text)) {
            return Profiles.command(text, new Command(StatementKind.OTHER_WRITE, null, null));
        }
        ElidedRows elided = ElidedRows.of(text);
        return parsed(text, elided, Parser.parse(text, elided.spans()));
    }

    private static StatementProfile several(SqlText text) {
        Optional<TransactionCommand> control = text.statements().stream()
                .map(JSqlAnalyzer::control)
                .filter(Objects::nonNull)
                .findFirst();
        return Profiles.unknown(text, "it holds several statements", control.orElse(null));
    }

    /** Null also for what is not analysed, or is no valid command: it stands among others that may be. */
    private static TransactionCommand control(SqlText statement) {
        if (mayControlInEscape(statement)) {
            return TransactionCommand.COMMIT;
        }
        try {
            return Commands.recognize(statement).map(Command::command).orElse(null);
        } catch (UnreadableSqlException e) {
            return null;
        }
    }

    /** The store's driver takes the braces of <code>{oj COMMIT}</code> away. */
    private static boolean mayControlInEscape(SqlText statement) {
        return statement.isPunctuation(0, "{")
                && statement.tokens().stream().anyMatch(token -> CONTROLS.contains(token.value()));
    }

    private static StatementProfile parsed(SqlText text, ElidedRows elided, ParsedText parsed) {
        Findings findings = new Findings(parsed);
        Statement statement = parsed.statement();
        WriteReader writes = new WriteReader(text, elided, findings);
        String pinning = isRecursive(text) ? "it has a recursive WITH" : null;
        StatementProfile profile;
        if (statement instanceof Select select) {
            new QueryReader(findings).read(select, null, Set.of());
            QueryShape shape = QueryShapeReader.read(text, select, findings);
            profile = Profiles.query(text, findings, shape, pinning);
        } else if (statement instanceof Insert insert) {
            profile = Profiles.write(text, StatementKind.INSERT, findings, writes.insert(insert), pinning);
        } else if (statement instanceof Update update) {
            profile = Profiles.write(text, StatementKind.UPDATE, findings, writes.update(update), pinning);
        } else if (statement instanceof Delete delete) {
            profile = Profiles.write(text, StatementKind.DELETE, findings, writes.delete(delete), pinning);
        } else {
            throw new UnreadableSqlException("this kind of statement is not supported");
        }
        CrossCheck.verify(text, findings);
        return profile;
    }

    /** {@code WITH x AS (UPDATE ...)}. */
    private static boolean changesInsideWith(SqlText text) {
        for (int i = 1; i < text.size(); i++) {
            if (text.isPunctuation(i - 1, "(") && CHANGES.contains(text.word(i)) && text.isWord(0, "with")) {
                return true;
            }
        }
        return false;
    }

    /** {@code SELECT ... INTO t} creates a table. */
    private static boolean isSelectInto(SqlText text) {
        int into = text.find(0, Set.of("into"));
        boolean query = text.isWord(0, "select") || text.isWord(0, "with");
        return query && into < text.size() && !text.isWord(into - 1, "insert");
    }

    private static boolean isRecursive(SqlText text) {
        for (int i = 0; i < text.size(); i++) {
            if (text.isKeyword(i, "with") && text.isWord(i + 1, "recursive")) {
                return true;
            }
        }
        return false;
    }
}
