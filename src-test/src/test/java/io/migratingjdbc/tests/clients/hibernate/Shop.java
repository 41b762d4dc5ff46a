package io.migratingjdbc.tests.clients.hibernate;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.migratingjdbc.tests.clients.ClientFiles;
import java.util.Properties;
import org.hibernate.SessionFactory;
import org.hibernate.cfg.Configuration;

/** What an application sets up at its start. The URL is all that differs between one database and a migration. */
final class Shop implements AutoCloseable {
    private final HikariDataSource pool;
    final SessionFactory sessions;

    private Shop(HikariDataSource pool, SessionFactory sessions) {
        this.pool = pool;
        this.sessions = sessions;
    }

    static Shop open(String url) {
        HikariConfig config = new HikariConfig(ClientFiles.properties("hikari.properties"));
        config.setJdbcUrl(url);
        HikariDataSource pool = new HikariDataSource(config);
        Properties settings = ClientFiles.properties("hibernate.properties");
        settings.put("hibernate.connection.datasource", pool);
        SessionFactory sessions = new Configuration()
                .addProperties(settings)
                .addAnnotatedClasses(
                        Product.class, Purchase.class, PurchaseLine.class, Ticket.class, Note.class, Account.class)
                .buildSessionFactory();
        return new Shop(pool, sessions);
    }

    @Override
    public void close() {
        sessions.close();
        pool.close();
    }
}
