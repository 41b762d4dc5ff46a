package io.migratingjdbc.internal.control;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.UUID;

/** How one process presents itself to the operator. */
public record HostIdentity(String hostId, String address, String application, String driverVersion) {

    /** A new id on every call: a process that starts again is another host. */
    public static HostIdentity ofThisProcess(String application, String driverVersion) {
        String hostId = ProcessHandle.current().pid() + "-"
                + UUID.randomUUID().toString().substring(0, 8);
        return new HostIdentity(hostId, localAddress(), application, driverVersion);
    }

    private static String localAddress() {
        try {
            return InetAddress.getLocalHost().toString();
        } catch (UnknownHostException nameless) {
            return "unknown";
        }
    }
}
