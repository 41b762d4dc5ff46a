package io.migratingjdbc.admin.verify;

/** A row that differed when it was read; it may have been on its way. */
record Candidate(String pk, Difference difference) {}
