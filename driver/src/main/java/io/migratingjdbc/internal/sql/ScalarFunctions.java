package io.migratingjdbc.internal.sql;

import java.util.Set;

/**
 * PostgreSQL's built-in functions that give one value per row: certainly no aggregates and no set-returning
 * functions.
 */
final class ScalarFunctions {
    private static final Set<String> NAMES = Set.of("""
            abs acos age array_append array_cat array_length array_lower array_ndims array_position
            array_prepend array_remove array_replace array_to_json array_to_string array_upper ascii asin atan
            atan2 bit_length btrim cardinality cbrt ceil ceiling char_length character_length chr
            clock_timestamp concat concat_ws convert_from convert_to cos cot current_database current_setting
            currval date date_bin date_part date_trunc decode degrees div encode exp floor format
            gen_random_uuid get_bit get_byte hashtext hashtextextended host initcap isfinite json_array_length
            json_build_array json_build_object json_extract_path json_extract_path_text json_object
            json_strip_nulls json_typeof jsonb_array_length jsonb_build_array jsonb_build_object
            jsonb_extract_path jsonb_extract_path_text jsonb_insert jsonb_object jsonb_path_exists
            jsonb_path_match jsonb_path_query_array jsonb_path_query_first jsonb_pretty jsonb_set jsonb_set_lax
            jsonb_strip_nulls jsonb_typeof justify_days justify_hours justify_interval left length ln log log10
            lower lpad ltrim make_date make_interval make_time make_timestamp make_timestamptz md5 mod nextval
            now num_nonnulls num_nulls octet_length pg_backend_pid pg_typeof pi power quote_ident quote_literal
            quote_nullable radians random regexp_count regexp_instr regexp_like regexp_match regexp_replace
            regexp_substr repeat replace reverse right round row_to_json rpad rtrim scale set_bit set_byte
            sha224 sha256 sha384 sha512 sign sin split_part sqrt starts_with statement_timestamp string_to_array
            strpos substr tan text timeofday to_char to_date to_hex to_json to_jsonb to_number to_timestamp
            to_tsquery to_tsvector transaction_timestamp translate trim_array trim_scale trunc ts_headline
            ts_rank ts_rank_cd unistr upper uuid_generate_v4 uuidv4 uuidv7 version width_bucket""".split("\\s+"));

    private ScalarFunctions() {}

    static boolean contains(String name) {
        return NAMES.contains(name);
    }
}
