package io.migratingjdbc.internal.jdbc;

import java.util.Base64;
import java.util.Optional;
import javax.transaction.xa.Xid;

/** A branch of a distributed transaction under the name that PostgreSQL's own driver gives it in the store. */
record BranchId(int format, String global, String qualifier) implements Xid {

    static BranchId of(Xid xid) {
        return new BranchId(xid.getFormatId(), encode(xid.getGlobalTransactionId()), encode(xid.getBranchQualifier()));
    }

    /** Empty if somebody else named it. */
    static Optional<BranchId> parse(String name) {
        String[] parts = name.split("_", -1);
        try {
            BranchId id = new BranchId(Integer.parseInt(parts[0]), parts[1], parts[2]);
            id.getGlobalTransactionId();
            id.getBranchQualifier();
            return parts.length == 3 ? Optional.of(id) : Optional.empty();
        } catch (IllegalArgumentException | ArrayIndexOutOfBoundsException e) {
            return Optional.empty();
        }
    }

    String name() {
        return format + "_" + global + "_" + qualifier;
    }

    private static String encode(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }

    @Override
    public int getFormatId() {
        return format;
    }

    @Override
    public byte[] getGlobalTransactionId() {
        return Base64.getDecoder().decode(global);
    }

    @Override
    public byte[] getBranchQualifier() {
        return Base64.getDecoder().decode(qualifier);
    }
}
