package io.migratingjdbc.internal.sql;

import io.migratingjdbc.internal.sql.SessionCommand.Configure;
import io.migratingjdbc.internal.sql.SessionCommand.DiscardAll;
import io.migratingjdbc.internal.sql.SessionCommand.ResetAll;
import io.migratingjdbc.internal.sql.SessionCommand.Untold;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** Reads session commands by their first words, as {@link Commands} does. */
final class SessionCommandReader {
    /** Names of their own that SET has for a parameter. */
    private static final Map<String, String> ALIASES =
            Map.of("time", "timezone", "schema", "search_path", "names", "client_encoding", "xml", "xmloption");

    /** Said of a text that cannot be split into tokens. */
    private static final Pattern CHANGES_SESSION =
            Pattern.compile("^\\s*(SET|RESET|DISCARD)\\b|set_config", Pattern.CASE_INSENSITIVE);

    private final SqlText text;

    private SessionCommandReader(SqlText text) {
        this.text = text;
    }

    static List<SessionCommand> read(String sql) {
        List<SessionCommand> commands = new ArrayList<>();
        try {
            SqlText whole = SqlText.of(sql);
            for (SqlText statement : whole.statements()) {
                new SessionCommandReader(statement).read(commands);
            }
        } catch (UnreadableSqlException e) {
            return CHANGES_SESSION.matcher(sql).find() ? List.of(new Untold(e.getMessage())) : List.of();
        }
        return commands;
    }

    private void read(List<SessionCommand> commands) {
        switch (text.word(0)) {
            case "set" -> commands.add(set());
            case "reset" -> commands.add(text.isWord(1, "all") ? new ResetAll() : parameter(1, false));
            case "discard" -> {
                if (text.isWord(1, "all")) {
                    commands.add(new DiscardAll());
                }
            }
            case "load", "unlisten" -> commands.add(command(all(), false));
            case "begin" -> begin(text.isWord(1, "work") || text.isWord(1, "transaction") ? 2 : 1, commands);
            case "start" -> begin(2, commands);
            default -> {
                if (text.functions().contains("set_config")) {
                    configure(commands);
                }
            }
        }
    }

    private SessionCommand set() {
        return switch (text.word(1)) {
            case "local" -> parameter(2, true);
            case "transaction" ->
                text.isWord(2, "snapshot")
                        ? new Untold("a snapshot belongs to one server")
                        : command("transaction characteristics " + all(), true);
            case "constraints" -> command(all(), true);
            case "session" ->
                text.isWord(2, "characteristics") ? command(all(), false) : parameter(sessionIsName() ? 1 : 2, false);
            default -> parameter(1, false);
        };
    }

    /** {@code SET SESSION AUTHORIZATION x}: here the word is part of the name. */
    private boolean sessionIsName() {
        return text.isWord(2, "authorization");
    }

    private SessionCommand parameter(int index, boolean local) {
        String first = text.word(index);
        if (first.equals("session") && text.isWord(index + 1, "authorization")) {
            return command("session_authorization", local);
        }
        if (ALIASES.containsKey(first)) {
            return command(ALIASES.get(first), local);
        }
        StringBuilder name = new StringBuilder();
        for (int i = index; i < text.size() && (text.token(i).isName() || text.isPunctuation(i, ".")); i++) {
            name.append(text.token(i).value());
            if (!text.isPunctuation(i, ".") && !text.isPunctuation(i + 1, ".")) {
                break;
            }
        }
        return command(name.toString(), local);
    }

    private SessionCommand.Set command(String name, boolean local) {
        return new SessionCommand.Set(name, local, all());
    }

    private String all() {
        return text.excerpt(0, text.size());
    }

    /** The modes of BEGIN, for a part of the transaction that is begun in another way. */
    private void begin(int modes, List<SessionCommand> commands) {
        if (modes < text.size()) {
            String set = "SET TRANSACTION " + text.excerpt(modes, text.size());
            commands.add(new SessionCommand.Set("transaction characteristics " + set, true, set));
        }
    }

    /** {@code SELECT set_config(name, value, local)[, set_config(...)]}, each argument a constant or a parameter. */
    private void configure(List<SessionCommand> commands) {
        int at = 1;
        List<SessionCommand> found = new ArrayList<>();
        while (text.isWord(0, "select")) {
            at = text.isWord(at, "pg_catalog") && text.isPunctuation(at + 1, ".") ? at + 2 : at;
            if (!text.isWord(at, "set_config") || !text.isPunctuation(at + 1, "(")) {
                break;
            }
            int closing = text.closing(at + 1);
            List<ValueExpression> arguments = arguments(at + 2, closing);
            if (arguments.size() != 3) {
                break;
            }
            found.add(new Configure(arguments.get(0), arguments.get(1), arguments.get(2)));
            at = behindLabel(closing + 1);
            if (at == text.size()) {
                commands.addAll(found);
                return;
            }
            at++;
        }
        commands.add(new Untold("set_config is called with other than constants and parameters, or not by itself"));
    }

    /** The index of the comma, or of the end; of anything else a position at which no call can follow. */
    private int behindLabel(int index) {
        int label = text.isWord(index, "as") ? index + 2 : index;
        if (label == index && index < text.size() && text.token(index).isName()) {
            label = index + 1;
        }
        return label == text.size() || text.isPunctuation(label, ",") ? label : text.size() - 1;
    }

    private List<ValueExpression> arguments(int from, int to) {
        List<ValueExpression> arguments = new ArrayList<>();
        for (int i = from; i < to; i++) {
            ValueExpression argument = argument(text.token(i), i);
            int next = text.isPunctuation(i + 1, "::") ? i + 3 : i + 1;
            if (argument == null || next < to && !text.isPunctuation(next, ",") || next > to) {
                return List.of();
            }
            arguments.add(argument);
            i = next;
        }
        return arguments;
    }

    /** Null for what is neither a constant nor a parameter. */
    private ValueExpression argument(Token token, int index) {
        return switch (token.kind()) {
            case PARAMETER ->
                new ValueExpression.Parameter(1
                        + (int) text.tokens().subList(0, index).stream()
                                .filter(before -> before.kind() == Token.Kind.PARAMETER)
                                .count());
            case STRING -> new ValueExpression.Literal(token.value());
            case WORD ->
                switch (token.value()) {
                    case "true", "on" -> new ValueExpression.Literal(true);
                    case "false", "off" -> new ValueExpression.Literal(false);
                    case "null" -> new ValueExpression.Null();
                    default -> null;
                };
            default -> null;
        };
    }
}
