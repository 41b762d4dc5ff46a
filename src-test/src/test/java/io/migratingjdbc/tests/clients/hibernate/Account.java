package io.migratingjdbc.tests.clients.hibernate;

import jakarta.persistence.CollectionTable;
import jakarta.persistence.Column;
import jakarta.persistence.ElementCollection;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.JoinColumn;
import jakarta.persistence.Table;
import jakarta.persistence.Version;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;

/** With ids that the application makes: {@code ids=lookup}. */
@Entity
@Table(name = "accounts")
class Account {
    @Id
    @GeneratedValue(strategy = GenerationType.UUID)
    UUID id;

    String email;

    @Version
    int version;

    @ElementCollection
    @CollectionTable(name = "account_tags", joinColumns = @JoinColumn(name = "account_id"))
    @Column(name = "tag")
    Set<String> tags = new TreeSet<>();

    Account() {}

    Account(String email, String... tags) {
        this.email = email;
        this.tags.addAll(Set.of(tags));
    }

    @Override
    public String toString() {
        return email + " v" + version + " " + new TreeSet<>(tags);
    }
}
