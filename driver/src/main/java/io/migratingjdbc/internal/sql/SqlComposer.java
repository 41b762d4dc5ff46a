package io.migratingjdbc.internal.sql;

import io.migratingjdbc.internal.sql.RewrittenSql.Argument;
import io.migratingjdbc.internal.sql.Token.Kind;
import java.util.ArrayList;
import java.util.List;

/** Makes a new text of pieces of the application's, whose parameters keep their values, and of words of the driver's. */
final class SqlComposer {
    private final SqlText text;
    private final StringBuilder sql = new StringBuilder();
    private final List<Argument> arguments = new ArrayList<>();

    SqlComposer(SqlText text) {
        this.text = text;
    }

    SqlComposer add(String words) {
        sql.append(words);
        return this;
    }

    SqlComposer add(Piece piece) {
        int parameter = 0;
        for (int i = 0; i < piece.to(); i++) {
            if (text.token(i).kind() == Kind.PARAMETER) {
                parameter++;
                if (i >= piece.from()) {
                    arguments.add(new Argument.Original(parameter));
                }
            }
        }
        sql.append(text.excerpt(piece.from(), piece.to()));
        return this;
    }

    SqlComposer add(RewrittenSql other) {
        sql.append(other.sql());
        arguments.addAll(other.arguments());
        return this;
    }

    RewrittenSql compose() {
        return new RewrittenSql(sql.toString(), arguments);
    }
}
