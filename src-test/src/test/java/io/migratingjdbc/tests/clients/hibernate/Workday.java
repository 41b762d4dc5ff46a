package io.migratingjdbc.tests.clients.hibernate;

import io.migratingjdbc.tests.clients.Transcript;
import jakarta.persistence.LockModeType;
import java.math.BigDecimal;
import java.util.List;
import java.util.function.Function;
import org.hibernate.LockMode;
import org.hibernate.Session;
import org.hibernate.SessionFactory;
import org.hibernate.Timeouts;
import org.hibernate.exception.ConstraintViolationException;
import org.hibernate.query.criteria.HibernateCriteriaBuilder;
import org.hibernate.query.criteria.JpaCriteriaQuery;
import org.hibernate.query.criteria.JpaRoot;

/** What an application does in one phase, and what it is answered. */
final class Workday {
    private static final int TICKETS = 52;

    private final SessionFactory sessions;
    private final String day;
    private final Transcript seen = new Transcript();

    /** @param day names what is made in this phase, and is larger than those before */
    Workday(SessionFactory sessions, String day) {
        this.sessions = sessions;
        this.day = day;
    }

    /** @param before the days whose entities still exist */
    List<String> work(List<String> before) {
        create();
        read();
        query();
        change(before);
        conflict(before);
        lock();
        end(before);
        return seen.lines();
    }

    private <T> T inTransaction(Function<Session, T> work) {
        return sessions.fromTransaction(work::apply);
    }

    private void create() {
        seen.add(
                "immutable",
                () -> inTransaction(session -> {
                    session.persist(new Product(day + "-sku", "of " + day));
                    return session.find(Product.class, day + "-sku");
                }));
        seen.add(
                "identity",
                () -> inTransaction(session -> {
                    for (int i = 0; i < 4; i++) {
                        session.persist(new Purchase(day + "-p" + i, i + ".50")
                                .with("bolt", i + 1)
                                .with("nut", 10 * i));
                    }
                    return "made";
                }));
        // More than a block of the sequence, and than a batch.
        seen.add(
                "sequence",
                () -> inTransaction(session -> {
                    for (int i = 0; i < TICKETS; i++) {
                        session.persist(
                                new Ticket(day + "-t" + i, i % 3).with("first").with("second"));
                    }
                    return "made";
                }));
        seen.add(
                "uuid",
                () -> inTransaction(session -> {
                    session.persist(new Account(day + "-a@example.com", "red", "blue"));
                    session.persist(new Account(day + "-b@example.com", "green"));
                    return "made";
                }));
    }

    private void read() {
        seen.add(
                "by id, lazily",
                () -> inTransaction(session ->
                        session.find(Purchase.class, purchase(session, 1)).toString()));
        seen.add(
                "children by id",
                () -> inTransaction(session ->
                        session.find(Ticket.class, ticket(session, 7)).notes.size()));
        seen.add(
                "elements", () -> inTransaction(session -> account(session, "a").toString()));
        seen.add(
                "child by its own id",
                () -> inTransaction(session -> session.find(
                                Note.class, ticketBy(session, day + "-t3").notes.get(0).id)
                        .ticket
                        .code));
    }

    private Long purchase(Session session, int i) {
        return session.createSelectionQuery("select id from Purchase where number = :n", Long.class)
                .setParameter("n", day + "-p" + i)
                .getSingleResult();
    }

    private Long ticket(Session session, int i) {
        return ticketBy(session, day + "-t" + i).id;
    }

    private static Ticket ticketBy(Session session, String code) {
        return session.createSelectionQuery("from Ticket where code = :c", Ticket.class)
                .setParameter("c", code)
                .getSingleResult();
    }

    private Account account(Session session, String name) {
        return session.createSelectionQuery("from Account where email = :e", Account.class)
                .setParameter("e", day + "-" + name + "@example.com")
                .getSingleResult();
    }

    private void query() {
        page("page", "from Ticket order by priority desc, code", 5, 13);
        page("ordered by column not selected", "select t.code from Ticket t order by t.priority, t.code", 0, 9);
        hql(
                "inner join",
                "select l.quantity, p.number from PurchaseLine l join l.purchase p order by p.number, l.quantity");
        hql("fetch join", "from Purchase p join fetch p.lines where p.number like '%p2' order by p.number");
        hql("outer fetch join", "from Purchase p left join fetch p.lines order by p.number");
        hql("count", "select count(*) from Ticket");
        hql("count of some", "select count(t.id) from Ticket t where t.priority = 1");
        hql("group", "select p.status, count(p), sum(p.total) from Purchase p group by p.status order by p.status");
        hql("having", "select t.state from Ticket t group by t.state having count(t) > 5 order by t.state");
        hql("distinct", "select distinct l.product from PurchaseLine l order by l.product");
        hql(
                "exists",
                "select t.code from Ticket t where exists (select 1 from Note n where n.ticket = t and n.text = 'third') order by t.code");
        hql("member", "select a.email from Account a where 'red' member of a.tags order by a.email");
        hql("size", "select p.number from Purchase p where size(p.lines) > 1 order by p.number");
        hql("aggregates", "select min(p.total), max(p.total), avg(p.total), sum(p.total) from Purchase p");
        hql(
                "expression",
                "select upper(t.code), case when t.priority > 1 then 'high' else 'low' end from Ticket t order by t.code");
        hql("immutable", "from Product order by sku");
        seen.add(
                "criteria",
                () -> inTransaction(session -> {
                    HibernateCriteriaBuilder builder = session.getCriteriaBuilder();
                    JpaCriteriaQuery<Object[]> query = builder.createQuery(Object[].class);
                    JpaRoot<Ticket> ticket = query.from(Ticket.class);
                    query.select(builder.array(ticket.get("priority"), builder.count(ticket)))
                            .where(builder.like(ticket.get("code"), "%-t%"))
                            .groupBy(ticket.get("priority"))
                            .orderBy(builder.asc(ticket.get("priority")));
                    return text(session.createQuery(query).getResultList());
                }));
    }

    private void hql(String what, String hql) {
        seen.add(
                what,
                () -> inTransaction(session ->
                        text(session.createSelectionQuery(hql, Object.class).getResultList())));
    }

    private void page(String what, String hql, int first, int limit) {
        seen.add(
                what,
                () -> inTransaction(session -> text(session.createSelectionQuery(hql, Object.class)
                        .setFirstResult(first)
                        .setMaxResults(limit)
                        .getResultList())));
    }

    private static String text(List<?> rows) {
        return rows.stream()
                .map(row -> row instanceof Object[] columns ? List.of(columns).toString() : String.valueOf(row))
                .toList()
                .toString();
    }

    private void change(List<String> before) {
        for (String other : before) {
            seen.add(
                    "change of " + other,
                    () -> inTransaction(session -> {
                        Ticket ticket = ticketBy(session, other + "-t5");
                        ticket.state = "seen on " + day;
                        ticket.notes.remove(0);
                        ticket.with("by " + day);
                        return ticket.notes.size();
                    }));
            seen.add(
                    "changed",
                    () -> inTransaction(
                            session -> ticketBy(session, other + "-t5").toString()));
        }
        seen.add(
                "batch of updates",
                () -> inTransaction(session -> {
                    List<Ticket> tickets = session.createSelectionQuery(
                                    "from Ticket where code like :c order by code", Ticket.class)
                            .setParameter("c", day + "-t1%")
                            .getResultList();
                    tickets.forEach(ticket -> ticket.priority = 9);
                    return tickets.size();
                }));
        seen.add(
                "bulk update",
                () -> inTransaction(session -> session.createMutationQuery(
                                "update Ticket t set t.state = 'bulk', t.priority = t.priority + 1 where t.code like :c")
                        .setParameter("c", day + "-t2%")
                        .executeUpdate()));
        seen.add(
                "versioned bulk update",
                () -> inTransaction(session -> session.createMutationQuery(
                                "update versioned Purchase p set p.status = 'paid' where p.number = :n")
                        .setParameter("n", day + "-p0")
                        .executeUpdate()));
        seen.add("merge", () -> {
            Purchase detached = inTransaction(session -> {
                Purchase purchase = session.find(Purchase.class, purchase(session, 2));
                purchase.lines.size();
                return purchase;
            });
            detached.total = new BigDecimal("99.99");
            detached.with("washer", 3);
            return inTransaction(session -> session.merge(detached).toString());
        });
        seen.add(
                "bulk delete",
                () -> inTransaction(session -> session.createMutationQuery(
                                "delete from PurchaseLine l where l.purchase.id = :p and l.product = 'nut'")
                        .setParameter("p", purchase(session, 3))
                        .executeUpdate()));
    }

    private void conflict(List<String> before) {
        seen.add("stale version", () -> {
            Purchase stale = inTransaction(session -> session.find(Purchase.class, purchase(session, 1)));
            inTransaction(session -> session.find(Purchase.class, stale.id).status = "sent");
            stale.status = "lost";
            stale.lines = null;
            return inTransaction(session -> session.merge(stale));
        });
        for (String other : before) {
            seen.add("key of " + other, () -> {
                try {
                    return inTransaction(session -> {
                        session.persist(new Purchase(other + "-p2", "1"));
                        return "made again";
                    });
                } catch (ConstraintViolationException e) {
                    return e.getKind() + " " + e.getConstraintName() + " " + e.getSQLState();
                }
            });
            seen.add("key of " + other + " in a batch", () -> {
                try {
                    return inTransaction(session -> {
                        session.persist(new Ticket(day + "-fresh", 1));
                        session.persist(new Ticket(other + "-t4", 1));
                        return "made again";
                    });
                } catch (ConstraintViolationException e) {
                    return e.getKind() + " " + e.getConstraintName() + " " + e.getSQLState();
                }
            });
        }
        seen.add(
                "nothing of a failed batch",
                () -> inTransaction(session -> session.createSelectionQuery(
                                "select count(*) from Ticket where code like '%-fresh'", Long.class)
                        .getSingleResult()));
    }

    private void lock() {
        seen.add(
                "work queue",
                () -> inTransaction(session -> {
                    Ticket ticket = session.createSelectionQuery(
                                    "from Ticket where state = 'open' order by code desc", Ticket.class)
                            .setMaxResults(1)
                            .setLockMode(LockModeType.PESSIMISTIC_WRITE)
                            .setHint("jakarta.persistence.lock.timeout", Timeouts.SKIP_LOCKED_MILLI)
                            .getSingleResult();
                    ticket.state = "taken";
                    return ticket.code;
                }));
        seen.add(
                "lock by id",
                () -> inTransaction(session -> {
                    Purchase purchase = session.find(Purchase.class, purchase(session, 1), LockMode.PESSIMISTIC_WRITE);
                    purchase.status = "locked";
                    return purchase.number;
                }));
        seen.add(
                "forced version",
                () -> inTransaction(session -> {
                    Account account = account(session, "b");
                    session.lock(account, LockMode.PESSIMISTIC_FORCE_INCREMENT);
                    return account.version;
                }));
    }

    private void end(List<String> before) {
        for (String other : before) {
            seen.add(
                    "end of one of " + other,
                    () -> inTransaction(session -> {
                        session.createSelectionQuery("from Ticket where code like :c order by code", Ticket.class)
                                .setParameter("c", other + "-t%")
                                .setMaxResults(1)
                                .getResultList()
                                .forEach(session::remove);
                        return "ended";
                    }));
        }
        seen.add(
                "left",
                () -> inTransaction(
                        session -> session.createSelectionQuery("select code from Ticket order by code", String.class)
                                .getResultList()));
    }
}
