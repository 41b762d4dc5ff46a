package io.migratingjdbc.tests.clients.hibernate;

import jakarta.persistence.CascadeType;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.OneToMany;
import jakarta.persistence.OrderBy;
import jakarta.persistence.SequenceGenerator;
import jakarta.persistence.Table;
import jakarta.persistence.Version;
import java.util.ArrayList;
import java.util.List;

/** Numbered by Hibernate, in blocks of a sequence: {@code ids=lookup}. */
@Entity
@Table(name = "tickets")
class Ticket {
    @Id
    @GeneratedValue(strategy = GenerationType.SEQUENCE, generator = "tickets_seq")
    @SequenceGenerator(name = "tickets_seq", sequenceName = "tickets_seq", allocationSize = 50)
    Long id;

    String code;

    String state = "open";
    int priority;

    @Version
    int version;

    @OneToMany(mappedBy = "ticket", cascade = CascadeType.ALL, orphanRemoval = true)
    @OrderBy("text")
    List<Note> notes = new ArrayList<>();

    Ticket() {}

    Ticket(String code, int priority) {
        this.code = code;
        this.priority = priority;
    }

    Ticket with(String note) {
        notes.add(new Note(this, note));
        return this;
    }

    @Override
    public String toString() {
        return code + " " + state + " " + priority + " v" + version + " " + notes;
    }
}
