package io.migratingjdbc.tests.clients;

import com.zaxxer.hikari.SQLExceptionOverride;
import java.sql.SQLException;

/** HikariCP takes 0A000 for the sign of a broken connection. A statement that was refused broke nothing. */
public class KeepRefusedConnections implements SQLExceptionOverride {
    @java.lang.Override
    public Override adjudicate(SQLException e) {
        return "0A000".equals(e.getSQLState()) ? Override.DO_NOT_EVICT : Override.CONTINUE_EVICT;
    }
}
