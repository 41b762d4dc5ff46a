package io.migratingjdbc.tests.onedatabase;

import io.migratingjdbc.tests.onedatabase.Action.Execute;
import io.migratingjdbc.tests.onedatabase.Action.Method;
import io.migratingjdbc.tests.onedatabase.Action.PreparedBatch;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** What must be answered while two stores are in use. A statement has as many of these as it has; a run must meet them all. */
enum Feature {
    INNER_JOIN(text("[a-z] JOIN ")),
    LEFT_JOIN(text(" LEFT JOIN ")),
    RIGHT_JOIN(text(" RIGHT JOIN ")),
    FULL_JOIN(text(" FULL JOIN ")),
    JOIN_WITH_IMMUTABLE(text("JOIN products")),
    IN_SUBQUERY(text("^SELECT.* IN \\(SELECT ")),
    EXISTS(text("^SELECT.*EXISTS \\(SELECT ")),
    SCALAR_SUBQUERY(text("^SELECT.*\\(SELECT (count|min|max)")),
    QUERY_IN_FROM(text("FROM \\(SELECT ")),
    UNION(text(" UNION SELECT")),
    UNION_ALL(text(" UNION ALL SELECT")),
    INTERSECT(text(" INTERSECT SELECT")),
    EXCEPT(text(" EXCEPT SELECT")),
    DISTINCT(text("^SELECT DISTINCT ")),
    ORDER_BY(text("^SELECT.* ORDER BY ")),
    ORDER_BY_EXPRESSION(shape("page by an expression")),
    ORDER_BY_TEXT(shape("page by text")),
    DESCENDING(text("^SELECT.* DESC")),
    NULLS_FIRST(text(" NULLS FIRST")),
    NULLS_LAST(text(" NULLS LAST")),
    LIMIT(text("^SELECT.* LIMIT ")),
    OFFSET(text("^SELECT.* OFFSET ")),
    FETCH_FIRST(text("^SELECT.* FETCH FIRST ")),
    COUNT(text("count\\((?!DISTINCT)")),
    COUNT_DISTINCT(text("count\\(DISTINCT")),
    SUM(text("sum\\((?!DISTINCT)")),
    SUM_DISTINCT(text("sum\\(DISTINCT")),
    AVG(text("avg\\((?!DISTINCT)")),
    AVG_DISTINCT(text("avg\\(DISTINCT")),
    MIN(text("min\\((?!DISTINCT)")),
    MIN_DISTINCT(text("min\\(DISTINCT")),
    MAX(text("max\\((?!DISTINCT)")),
    MAX_DISTINCT(text("max\\(DISTINCT")),
    GROUP_BY(text(" GROUP BY ")),
    HAVING(text(" HAVING ")),
    FOR_UPDATE(text("^SELECT.* FOR UPDATE$")),
    FOR_SHARE(text("^SELECT.* FOR SHARE$")),
    POLL(text("^SELECT.* LIMIT .* FOR (NO KEY )?UPDATE$")),
    POLL_SKIPPING(text("^SELECT.* LIMIT .* FOR UPDATE SKIP LOCKED$")),
    BY_ID(shape("by id")),
    BY_KEY(shape("by key")),
    BY_ID_AND_KEY(shape("by id and key combined")),
    IN_LIST(text(" IN \\((?!SELECT)")),
    BETWEEN(text(" BETWEEN ")),
    NOT(text("NOT \\(")),
    LIKE(text(" I?LIKE ")),
    WITH(text("^WITH ")),
    WINDOW_BY_ID(shape("window by id")),
    WINDOW(shape("window")),
    UPDATE_BY_ID(shape("update by id")),
    UPDATE_BY_KEY(shape("update by key")),
    UPDATE_BY_ID_AND_KEY(shape("update by id and key combined")),
    UPDATE_BY_ANY_CONDITION(shape("update by any condition")),
    UPDATE_IN_SUBQUERY(text("^UPDATE.* IN \\(SELECT ")),
    UPDATE_EXISTS(text("^UPDATE.*EXISTS \\(SELECT ")),
    UPDATE_FROM(text("^UPDATE .* FROM .* b WHERE")),
    UPDATE_OF_POLLED_ROWS(text("^UPDATE.* SKIP LOCKED\\)")),
    UPDATE_RETURNING(text("^UPDATE .* RETURNING ")),
    DELETE_BY_ID(shape("delete by id")),
    DELETE_BY_KEY(shape("delete by key")),
    DELETE_BY_ID_AND_KEY(shape("delete by id and key combined")),
    DELETE_BY_ANY_CONDITION(shape("delete by any condition")),
    DELETE_IN_SUBQUERY(text("^DELETE.* IN \\(SELECT ")),
    DELETE_EXISTS(text("^DELETE.*EXISTS \\(SELECT ")),
    DELETE_USING(text("^DELETE .* USING ")),
    DELETE_OF_POLLED_ROWS(text("^DELETE.* SKIP LOCKED\\)")),
    DELETE_RETURNING(text("^DELETE .* RETURNING ")),
    INSERT(shape("insert")),
    INSERT_RETURNING(text("^INSERT .* RETURNING ")),
    INSERT_OF_SEVERAL_ROWS(shape("insert of several rows")),
    INSERT_OF_A_QUERY(text("^INSERT .* SELECT ")),
    INSERT_OF_CHILDREN_OF_A_QUERY(shape("insert of children of a query")),
    ON_CONFLICT_DO_NOTHING(text(" ON CONFLICT DO NOTHING")),
    ON_CONFLICT_OF_KEY_DO_NOTHING(text(" ON CONFLICT \\(.*\\) DO NOTHING")),
    ON_CONFLICT_DO_UPDATE(text(" DO UPDATE SET ")),
    GENERATED_KEYS(method(Method.GENERATED_KEYS)),
    GENERATED_COLUMNS(method(Method.GENERATED_COLUMNS)),
    LARGE_UPDATE(method(Method.LARGE_UPDATE)),
    EXECUTE(method(Method.EXECUTE)),
    BATCH_OF_TEXTS_OF_INSERTS(shape("batch of texts of inserts")),
    BATCH_OF_TEXTS_OF_CHANGES(shape("batch of texts of changes")),
    BATCH_OF_INSERTS(shape("batch of inserts")),
    BATCH_OF_CHANGES(shape("batch of changes")),
    BATCH_WITH_KEYS(action -> action instanceof PreparedBatch batch && batch.keys()),
    PREFIX_IDS(text(" (orders|order_lines)\\b")),
    RANGE_IDS(text(" (tickets|comments)\\b")),
    LOOKUP_IDS(text(" (jobs|runs)\\b")),
    IMMUTABLE_ROWS(shape("immutable rows")),
    PINNED_ROWS(shape("pinned rows")),
    LITERALS(action -> action instanceof Execute execute && !execute.prepared()),
    PARAMETERS(
            action -> action instanceof Execute execute && !execute.parameters().isEmpty()),
    FETCH_SIZE(action -> action instanceof Execute execute && execute.reading().fetchSize() > 0),
    MAX_ROWS(action -> action instanceof Execute execute && execute.reading().maxRows() > 0),
    SCROLLING(action -> action instanceof Execute execute && execute.reading().backwards()),
    FAULT(shape("fault")),
    BEGIN(shape("begin")),
    COMMIT(shape("commit")),
    ROLLBACK(shape("rollback")),
    SAVEPOINT(shape("savepoint")),
    ROLLBACK_TO_SAVEPOINT(shape("rollback to savepoint")),
    RELEASE_SAVEPOINT(shape("release savepoint"));

    private final Predicate<Action> met;

    Feature(Predicate<Action> met) {
        this.met = met;
    }

    static List<Feature> of(Action action) {
        return Arrays.stream(values())
                .filter(feature -> feature.met.test(action))
                .toList();
    }

    private static Predicate<Action> shape(String name) {
        return action -> action.shape().equals(name);
    }

    private static Predicate<Action> method(Method method) {
        return action -> action instanceof Execute execute && execute.method() == method;
    }

    private static Predicate<Action> text(String regex) {
        Predicate<String> pattern = Pattern.compile(regex).asPredicate();
        return action -> action instanceof Execute execute && pattern.test(execute.sql());
    }
}
