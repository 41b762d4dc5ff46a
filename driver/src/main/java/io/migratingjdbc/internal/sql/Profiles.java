package io.migratingjdbc.internal.sql;

import io.migratingjdbc.internal.model.TableName;
import io.migratingjdbc.internal.sql.Commands.Command;
import io.migratingjdbc.internal.sql.WriteReader.Write;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** Puts profiles together. */
final class Profiles {
    private static final Pattern WORD = Pattern.compile("[\\p{L}_][\\p{L}\\p{N}_$]*");

    private Profiles() {}

    static StatementProfile query(SqlText text, Findings findings, QueryShape shape, String pinning) {
        return parsed(text, StatementKind.SELECT, findings, new Write(null, Map.of(), false), shape, pinning);
    }

    static StatementProfile write(SqlText text, StatementKind kind, Findings findings, Write write, String pinning) {
        return parsed(text, kind, findings, write, null, pinning);
    }

    private static StatementProfile parsed(
            SqlText text, StatementKind kind, Findings findings, Write write, QueryShape query, String pinning) {
        return new StatementProfile(
                text.sql(),
                kind,
                findings.tables(),
                text.identifiers(),
                functions(text, write),
                findings.conditions(),
                write.insert(),
                write.assignments(),
                query,
                write.returning(),
                pinning,
                null,
                null,
                text.parameters(),
                null);
    }

    static StatementProfile command(SqlText text, Command command) {
        boolean write = command.kind() == StatementKind.OTHER_WRITE;
        return unparsed(text, command, write ? possibleTables(text) : List.of(), "it is not analysed in detail", null);
    }

    static StatementProfile unknown(SqlText text, String reason) {
        return unknown(text, reason, null);
    }

    /** @param control a transaction command among several statements, or null */
    static StatementProfile unknown(SqlText text, String reason, TransactionCommand control) {
        return unparsed(text, new Command(StatementKind.UNKNOWN, control, null), List.of(), reason, reason);
    }

    private static StatementProfile unparsed(
            SqlText text, Command command, List<TableUse> tables, String pinning, String unknownReason) {
        boolean anything = command.kind() == StatementKind.UNKNOWN || command.kind() == StatementKind.CALL;
        return new StatementProfile(
                text.sql(),
                command.kind(),
                tables,
                anything ? allWords(text) : text.identifiers(),
                text.functions(command.kind() == StatementKind.SELECT ? 2 : 0, text.size()),
                List.of(),
                null,
                Map.of(),
                null,
                unknownReason == null && text.returning(),
                pinning,
                command.command(),
                command.savepoint(),
                text.parameters(),
                unknownReason);
    }

    /** Minted ids are no calls that reach the database; the same function elsewhere in the statement is one. */
    private static Set<String> functions(SqlText text, Write write) {
        Set<String> functions = new HashSet<>(text.functions());
        long minted =
                write.assignments().values().stream().filter(Profiles::isMinted).count();
        if (write.insert() != null) {
            minted += write.insert().rows().stream()
                    .flatMap(List::stream)
                    .filter(Profiles::isMinted)
                    .count();
        }
        if (minted > 0 && minted == text.calls(ValueExpressions.MINT_FUNCTION)) {
            functions.remove(ValueExpressions.MINT_FUNCTION);
        }
        return functions;
    }

    private static boolean isMinted(ValueExpression value) {
        return value instanceof ValueExpression.MintedId;
    }

    /** Words inside strings included: they may be code. */
    private static Set<String> allWords(SqlText text) {
        Set<String> words = new HashSet<>(text.identifiers());
        WORD.matcher(text.sql()).results().forEach(word -> {
            words.add(word.group());
            words.add(word.group().toLowerCase(Locale.ROOT));
        });
        return words;
    }

    /** Each part of each name might be a table's. */
    private static List<TableUse> possibleTables(SqlText text) {
        Set<String> names = new LinkedHashSet<>();
        // The first word is the command's own.
        text.tokens().stream()
                .skip(1)
                .filter(token -> token.kind() == Token.Kind.QUOTED_IDENTIFIER
                        || token.kind() == Token.Kind.WORD && !Keywords.isReserved(token.value()))
                .forEach(token -> names.add(token.value()));
        List<TableUse> tables = new ArrayList<>();
        for (String name : names) {
            tables.add(new TableUse(tables.size(), TableName.of(name), name, 0, true, TableUse.Mention.UNKNOWN));
        }
        return tables;
    }
}
