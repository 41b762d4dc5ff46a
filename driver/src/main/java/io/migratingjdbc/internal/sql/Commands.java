package io.migratingjdbc.internal.sql;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/** Recognises, by their first words, the statements that are not a query, INSERT, UPDATE or DELETE. */
final class Commands {
    private static final Set<String> DATA_DEFINITION = Set.of(
            "create",
            "alter",
            "drop",
            "grant",
            "revoke",
            "analyze",
            "analyse",
            "vacuum",
            "comment",
            "reindex",
            "cluster",
            "security",
            "reassign",
            "import",
            "checkpoint");
    private static final Set<String> OTHER_WRITES = Set.of("truncate", "copy", "lock", "merge", "refresh");
    private static final Set<String> SESSION =
            Set.of("set", "reset", "show", "listen", "unlisten", "notify", "discard", "load", "deallocate");
    private static final Set<String> CODE = Set.of("call", "do", "execute");
    private static final Set<String> NOT_ANALYSED = Set.of("explain", "prepare", "declare", "fetch", "move", "close");

    /** @param command null unless the kind is TRANSACTION */
    record Command(StatementKind kind, TransactionCommand command, String savepoint) {}

    private final SqlText text;

    private Commands(SqlText text) {
        this.text = text;
    }

    /** Empty for what has to be parsed. */
    static Optional<Command> recognize(SqlText text) {
        return Optional.ofNullable(new Commands(text).command());
    }

    private Command command() {
        String first = text.word(0);
        Command transaction = transaction(first);
        if (transaction != null) {
            return transaction;
        }
        if (first.equals("explain") && !executes()) {
            return new Command(StatementKind.SELECT, null, null); // a plan, which reads no rows
        }
        if (NOT_ANALYSED.contains(first)) {
            throw new UnreadableSqlException(
                    "SQL text that begins with " + first.toUpperCase(Locale.ROOT) + " is not analysed");
        }
        StatementKind kind = kind(first);
        return kind == null ? null : new Command(kind, null, null);
    }

    /** EXPLAIN ANALYZE runs the statement. */
    private boolean executes() {
        int end = text.isPunctuation(1, "(") ? text.closing(1) : 3;
        return IntStream.range(1, Math.min(end, text.size()))
                .anyMatch(i -> text.isWord(i, "analyze") || text.isWord(i, "analyse"));
    }

    private StatementKind kind(String first) {
        if (CODE.contains(first) || isEscapedCall()) {
            return StatementKind.CALL;
        } else if (SESSION.contains(first)) {
            return StatementKind.SESSION;
        } else if (DATA_DEFINITION.contains(first)) {
            return StatementKind.DDL;
        }
        return OTHER_WRITES.contains(first) ? StatementKind.OTHER_WRITE : null;
    }

    /** {@code {call f(...)}} and {@code {? = call f(...)}}. */
    private boolean isEscapedCall() {
        if (!text.isPunctuation(0, "{")) {
            return false;
        }
        return text.isWord(1, "call")
                || text.size() > 3
                        && text.token(1).kind() == Token.Kind.PARAMETER
                        && text.token(2).value().equals("=")
                        && text.isWord(3, "call");
    }

    private Command transaction(String first) {
        String second = text.word(1);
        return switch (first) {
            case "begin" -> of(TransactionCommand.BEGIN);
            case "start" -> second.equals("transaction") ? of(TransactionCommand.BEGIN) : null;
            case "commit" -> of(second.equals("prepared") ? TransactionCommand.TWO_PHASE : TransactionCommand.COMMIT);
            case "end" -> of(TransactionCommand.COMMIT);
            case "abort" -> of(TransactionCommand.ROLLBACK);
            case "rollback" -> rollback(second);
            case "savepoint" -> named(TransactionCommand.SAVEPOINT, 1);
            case "release" -> named(TransactionCommand.RELEASE_SAVEPOINT, second.equals("savepoint") ? 2 : 1);
            case "prepare" -> second.equals("transaction") ? of(TransactionCommand.TWO_PHASE) : null;
            case "set" -> isSetTransaction(second) ? of(TransactionCommand.SET_TRANSACTION) : null;
            default -> null;
        };
    }

    private Command rollback(String second) {
        if (second.equals("prepared")) {
            return of(TransactionCommand.TWO_PHASE);
        }
        int to = second.equals("work") || second.equals("transaction") ? 2 : 1;
        if (!text.isWord(to, "to")) {
            return of(TransactionCommand.ROLLBACK);
        }
        // A savepoint may itself be named "savepoint".
        boolean keyword = text.isWord(to + 1, "savepoint") && text.size() > to + 2;
        return named(TransactionCommand.ROLLBACK_TO_SAVEPOINT, keyword ? to + 2 : to + 1);
    }

    private boolean isSetTransaction(String second) {
        return second.equals("transaction")
                || second.equals("constraints")
                || second.equals("session") && text.isWord(2, "characteristics");
    }

    private static Command of(TransactionCommand command) {
        return new Command(StatementKind.TRANSACTION, command, null);
    }

    private Command named(TransactionCommand command, int index) {
        if (index != text.size() - 1 || !text.token(index).isName()) {
            throw new UnreadableSqlException("a savepoint's name is expected at the end");
        }
        return new Command(StatementKind.TRANSACTION, command, text.token(index).value());
    }
}
