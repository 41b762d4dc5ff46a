package io.migratingjdbc.admin.migration;

import io.migratingjdbc.internal.control.TransitionListener;
import java.net.InetAddress;
import java.net.UnknownHostException;

/**
 * Who works on a migration, and who watches.
 *
 * @param who as the log names them
 * @param listener told of every step of a transition
 */
public record Operator(String who, TransitionListener listener) {

    public static Operator ofThisProcess(TransitionListener listener) {
        return new Operator(System.getProperty("user.name", "unknown") + "@" + hostName(), listener);
    }

    private static String hostName() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException nameless) {
            return "unknown";
        }
    }
}
