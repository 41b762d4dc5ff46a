package io.migratingjdbc.tests.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import io.migratingjdbc.internal.model.Phase;
import java.io.File;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Enumeration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A web application that is redeployed: its pool is closed, its drivers are deregistered, its class loader is given up. */
class RedeployedApplicationTest {
    /** Less than a context without users lingers where the driver stays. */
    private static final Duration ENOUGH = Duration.ofSeconds(25);

    /** The application, loaded by its own class loader as the driver and all that the driver needs. */
    public static final class WebApplication implements Callable<Void> {
        private final String url;

        public WebApplication(String url) {
            this.url = url;
        }

        @Override
        public Void call() throws Exception {
            Class.forName("io.migratingjdbc.MigratingDriver"); // as pools do
            try (Connection first = DriverManager.getConnection(url);
                    Connection second = DriverManager.getConnection(url)) {
                for (Connection connection : List.of(first, second)) {
                    try (Statement statement = connection.createStatement()) {
                        statement.setQueryTimeout(30);
                        statement
                                .executeQuery("SELECT * FROM instances ORDER BY n")
                                .close();
                        statement.executeUpdate(
                                "INSERT INTO instances (business_key) VALUES ('" + connection.hashCode() + "')");
                        statement.executeUpdate(
                                "INSERT INTO definitions VALUES ('" + connection.hashCode() + "', 'x')");
                    }
                }
            }
            undeploy();
            return null;
        }

        /** What Tomcat does: the drivers that a loader has brought are found by a class of that loader. */
        private static void undeploy() throws SQLException {
            Enumeration<Driver> drivers = DriverManager.getDrivers();
            while (drivers.hasMoreElements()) {
                Driver driver = drivers.nextElement();
                if (driver.getClass().getClassLoader() == WebApplication.class.getClassLoader()) {
                    DriverManager.deregisterDriver(driver);
                }
            }
        }
    }

    @Test
    void nothingOfItRemains() throws Exception {
        TestMigration migration = TestMigration.create();
        migration.to(Phase.MIGRATION);
        ReferenceQueue<ClassLoader> collected = new ReferenceQueue<>();
        WeakReference<ClassLoader> loader = deploy(migration.url() + "&migrating.application=redeployed", collected);
        for (Thread thread : threads(loader)) {
            thread.join(ENOUGH.toMillis());
            assertThat(thread.isAlive()).as("thread %s", thread.getName()).isFalse();
        }
        await("connections are closed", () -> sessions(migration) == 0);
        assertThat(migration.initial.number("SELECT count(*) FROM migrating_host WHERE application = 'redeployed'"))
                .isZero();
        Last last = new Last(null);
        assertThat(last)
                .isEqualTo(new Last(null))
                .hasSameHashCodeAs(new Last(null))
                .hasToString("Last[any=null]");
        await("the class loader is collected", () -> collected(loader, collected));
    }

    /** Java 17 itself remembers the component type of the record that it compared, hashed or printed first most recently. */
    private record Last(RedeployedApplicationTest any) {}

    private static boolean collected(WeakReference<ClassLoader> loader, ReferenceQueue<ClassLoader> queue) {
        System.gc();
        try {
            return queue.remove(100) == loader;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** In a frame of its own, so that none of this one's variables holds the loader. */
    private static WeakReference<ClassLoader> deploy(String url, ReferenceQueue<ClassLoader> queue) throws Exception {
        URLClassLoader loader = new URLClassLoader(classPath(), ClassLoader.getPlatformClassLoader());
        FutureTask<Void> task = new FutureTask<>(() -> call(loader, url));
        Thread request = new Thread(task, "request");
        request.setContextClassLoader(loader);
        request.start();
        request.join();
        task.get();
        loader.close();
        return new WeakReference<>(loader, queue);
    }

    private static Void call(ClassLoader loader, String url) throws Exception {
        Class<?> application = loader.loadClass(WebApplication.class.getName());
        assertThat(application).isNotSameAs(WebApplication.class);
        ((Callable<?>) application.getConstructor(String.class).newInstance(url)).call();
        return null;
    }

    private static URL[] classPath() {
        return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                .map(entry -> {
                    try {
                        return new File(entry).toURI().toURL();
                    } catch (MalformedURLException e) {
                        throw new IllegalStateException(e);
                    }
                })
                .toArray(URL[]::new);
    }

    /** They inherit the loader from the application's thread; other tests of this JVM have some, too. */
    private static List<Thread> threads(WeakReference<ClassLoader> loader) {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getContextClassLoader() == loader.get())
                .toList();
    }

    private static long sessions(TestMigration migration) {
        try {
            String sql = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
                    + " AND pid <> pg_backend_pid() AND backend_type = 'client backend'";
            return migration.initial.number(sql) + migration.target.number(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void await(String what, BooleanSupplier condition) {
        long deadline = System.nanoTime() + ENOUGH.toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as(what).isLessThan(deadline);
            Thread.onSpinWait();
        }
    }
}
