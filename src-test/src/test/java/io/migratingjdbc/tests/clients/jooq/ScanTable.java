package io.migratingjdbc.tests.clients.jooq;

import org.jooq.Record;
import org.jooq.TableField;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;
import org.jooq.impl.TableImpl;

/** As jOOQ's generator writes a table. */
final class ScanTable extends TableImpl<Record> {
    private static final long serialVersionUID = 1;
    static final ScanTable SCAN = new ScanTable();

    final transient TableField<Record, Long> PARCEL_ID =
            createField(DSL.name("parcel_id"), SQLDataType.BIGINT.nullable(false), this);
    final transient TableField<Record, String> PLACE =
            createField(DSL.name("place"), SQLDataType.CLOB.nullable(false), this);

    private ScanTable() {
        super(DSL.name("scan"));
    }
}
