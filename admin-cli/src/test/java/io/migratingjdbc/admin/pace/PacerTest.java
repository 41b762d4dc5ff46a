package io.migratingjdbc.admin.pace;

import static io.migratingjdbc.admin.TwoStores.CONTROL;
import static org.assertj.core.api.Assertions.assertThat;

import io.migratingjdbc.admin.TestPostgres;
import io.migratingjdbc.admin.TwoStores;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PacerTest {
    private final BlockingQueue<String> told = new LinkedBlockingQueue<>();
    private TwoStores stores;
    private Pacer pacer;

    @BeforeEach
    void open() throws SQLException {
        stores = new TwoStores();
        pacer = new Pacer(CONTROL, stores::source, stores::target, told::add);
    }

    @AfterEach
    void close() {
        pacer.close();
    }

    @Test
    void pausesAndGoesOn() throws Exception {
        assertThat(pacer.mayGoOn()).isTrue();

        order(orders -> orders.withPaused(true));
        assertThat(next()).contains("pace --resume");
        CompletableFuture<Boolean> waiting = waiting();
        order(orders -> orders.withPaused(false));

        assertThat(waiting.get(20, TimeUnit.SECONDS)).isTrue();
        assertThat(next()).isEqualTo("going on");
    }

    @Test
    void stopsWhoeverWorksButNotWhoComesLater() throws Exception {
        order(orders -> orders.withPaused(true));
        next();
        CompletableFuture<Boolean> waiting = waiting();
        order(Orders::stopped);

        assertThat(waiting.get(20, TimeUnit.SECONDS)).isFalse();
        assertThat(pacer.stopped()).isTrue();
        try (Pacer later = stores.pacer()) {
            assertThat(later.mayGoOn()).isTrue();
        }
    }

    @Test
    void holdsWhileTheQueryIsTrue() throws Exception {
        TestPostgres.execute(stores.source, "CREATE TABLE busy ()", "INSERT INTO busy DEFAULT VALUES");
        order(orders -> orders.withPauseWhile("SELECT EXISTS (SELECT FROM busy)"));
        assertThat(next()).contains("--pause-while");
        CompletableFuture<Boolean> waiting = waiting();

        TestPostgres.execute(stores.source, "DELETE FROM busy");

        assertThat(waiting.get(20, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void endsWhereTheMigrationWasCancelled() throws Exception {
        order(orders -> orders.withPaused(true));
        next();
        CompletableFuture<Boolean> waiting = waiting();

        TestPostgres.execute(stores.target, "DROP TABLE " + CONTROL.pace());

        assertThat(waiting.get(20, TimeUnit.SECONDS)).isFalse();
    }

    @Test
    void holdsAndTellsWhenTheQueryFails() throws Exception {
        order(orders -> orders.withPauseWhile("SELECT nonsense"));

        assertThat(next()).contains("--pause-while", "nonsense");
    }

    @Test
    void aLagThatNobodyHasHoldsNothing() throws Exception {
        order(orders -> orders.withMaxLag(Duration.ofMillis(1)));
        order(orders -> orders.withPaused(true));
        next();
        order(orders -> orders.withPaused(false));

        assertThat(next()).isEqualTo("going on");
    }

    @Test
    void goesOnLookingAfterItsConnectionsWereLost() throws Exception {
        TestPostgres.killSessions(stores.source);
        TestPostgres.killSessions(stores.target);

        order(orders -> orders.withPaused(true));

        assertThat(next()).contains("paused");
    }

    @Test
    void ordersOfTwoOperatorsBothCount() throws Exception {
        order(orders -> orders.withMaxRate(MaxRate.parse("5MB")));
        Orders orders = order(each -> each.withMaxLag(Duration.ofSeconds(3)));

        assertThat(orders.maxRate()).isEqualTo(MaxRate.parse("5MB"));
        assertThat(orders.maxLag()).isEqualTo(Duration.ofSeconds(3));
    }

    /** Returns when the other thread waits. */
    private CompletableFuture<Boolean> waiting() {
        CompletableFuture<Boolean> answer = new CompletableFuture<>();
        Thread thread = new Thread(() -> {
            try {
                answer.complete(pacer.mayGoOn());
            } catch (SQLException e) {
                answer.completeExceptionally(e);
            }
        });
        thread.start();
        while (thread.getState() != Thread.State.WAITING) {
            assertThat(thread.isAlive()).isTrue();
            Thread.onSpinWait();
        }
        return answer;
    }

    private Orders order(UnaryOperator<Orders> change) throws SQLException {
        try (Connection target = stores.target()) {
            return new OrdersTable(CONTROL).change(target, change);
        }
    }

    private String next() throws InterruptedException {
        return told.poll(20, TimeUnit.SECONDS);
    }
}
