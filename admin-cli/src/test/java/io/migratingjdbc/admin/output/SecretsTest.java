package io.migratingjdbc.admin.output;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SecretsTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "cannot parse jdbc:postgresql://host/db?user=me&password=hunter2&ssl=true",
                "postgresql://me:hunter2@host/db is refused",
                "migrating.initial.password=hunter2",
                "{password: hunter2}"
            })
    void hidesPasswords(String text) {
        assertThat(Secrets.hide(text)).doesNotContain("hunter2").contains("***");
    }
}
