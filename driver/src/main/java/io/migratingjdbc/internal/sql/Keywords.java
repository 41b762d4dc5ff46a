package io.migratingjdbc.internal.sql;

import java.util.Set;

/** PostgreSQL's keywords by what they may name when they are not quoted (appendix C of its manual, version 18). */
final class Keywords {
    /** Can name a column or table only behind AS or a dot. */
    private static final Set<String> RESERVED = words("""
            all analyse analyze and any array as asc asymmetric both case cast check collate column constraint create
            current_catalog current_date current_role current_time current_timestamp current_user default deferrable
            desc distinct do else end except false fetch for foreign from grant group having in initially intersect
            into lateral leading limit localtime localtimestamp not null offset on only or order placing primary
            references returning select session_user some symmetric system_user table then to trailing true union
            unique user using variadic when where window with""");

    /** Can name a function or a type, but no table or column. */
    private static final Set<String> FUNCTION_OR_TYPE = words("""
            authorization binary collation concurrently cross current_schema freeze full ilike inner is isnull join
            left like natural notnull outer overlaps right similar tablesample verbose""");

    /** Can name a column or table, but no function of a user's. */
    private static final Set<String> COLUMN_ONLY = words("""
            between bigint bit boolean char character coalesce dec decimal exists extract float greatest grouping
            inout int integer interval json json_array json_arrayagg json_exists json_object json_objectagg json_query
            json_scalar json_serialize json_table json_value least merge_action national nchar none normalize nullif
            numeric out overlay position precision real row setof smallint substring time timestamp treat trim values
            varchar xmlattributes xmlconcat xmlelement xmlexists xmlforest xmlnamespaces xmlparse xmlpi xmlroot
            xmlserialize xmltable""");

    /** Not reserved, yet the grammar puts them before a parenthesis without meaning a call. */
    private static final Set<String> BEFORE_PARENTHESIS = words("""
            by conflict cube exclude filter materialized of over precision recursive rollup search set sets varying
            within zone""");

    /** Keywords before a parenthesis under which each row stands for itself: operators, scalar functions and types. */
    private static final Set<String> SCALAR_BEFORE_PARENTHESIS = words("""
            all and any array as between bigint bit case char character coalesce collate dec decimal else extract float
            from greatest ilike in int integer interval is json json_array json_exists json_object json_query
            json_scalar json_serialize json_value least like nchar not nullif normalize numeric or overlay position
            real row similar smallint some substring symmetric then time timestamp treat trim varchar varying when
            xmlconcat xmlelement xmlforest xmlparse xmlpi xmlroot xmlserialize cast to""");

    private Keywords() {}

    private static Set<String> words(String text) {
        return Set.of(text.split("\\s+"));
    }

    static boolean isReserved(String word) {
        return RESERVED.contains(word) || FUNCTION_OR_TYPE.contains(word);
    }

    static boolean isColumnOnly(String word) {
        return COLUMN_ONLY.contains(word);
    }

    /** Whether {@code word (} may be a call of a function. */
    static boolean canBeFunction(String word) {
        return !RESERVED.contains(word)
                && !COLUMN_ONLY.contains(word)
                && !BEFORE_PARENTHESIS.contains(word)
                && (!FUNCTION_OR_TYPE.contains(word) || word.equals("left") || word.equals("right"));
    }

    /** Keywords that belong to the parenthesis behind them as a function's name does. */
    static boolean isOperandBeforeParenthesis(String word) {
        return COLUMN_ONLY.contains(word) && !word.equals("values") && !word.equals("between")
                || word.equals("array")
                || word.equals("cast");
    }

    static boolean isScalarBeforeParenthesis(String word) {
        return SCALAR_BEFORE_PARENTHESIS.contains(word);
    }
}
