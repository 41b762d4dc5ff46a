package io.migratingjdbc.admin.schema;

/**
 * What a difference means, and what to do about it.
 *
 * @param fix in words, with the DDL where it is known
 */
record Judgement(Severity severity, String meaning, String fix) {

    static Judgement failure(String meaning, String fix) {
        return new Judgement(Severity.FAILURE, meaning, fix);
    }

    static Judgement warning(String meaning, String fix) {
        return new Judgement(Severity.WARNING, meaning, fix);
    }

    static Judgement information(String meaning, String fix) {
        return new Judgement(Severity.INFORMATION, meaning, fix);
    }
}
