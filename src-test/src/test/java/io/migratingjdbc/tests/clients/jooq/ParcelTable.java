package io.migratingjdbc.tests.clients.jooq;

import org.jooq.Identity;
import org.jooq.Name;
import org.jooq.TableField;
import org.jooq.UniqueKey;
import org.jooq.impl.DSL;
import org.jooq.impl.Internal;
import org.jooq.impl.SQLDataType;
import org.jooq.impl.TableImpl;
import org.jooq.impl.UpdatableRecordImpl;

/** As jOOQ's generator writes a table. */
final class ParcelTable extends TableImpl<ParcelTable.Parcel> {
    private static final long serialVersionUID = 1;
    static final ParcelTable PARCEL = new ParcelTable();

    final transient TableField<Parcel, Long> ID =
            createField(DSL.name("id"), SQLDataType.BIGINT.nullable(false).identity(true), this);
    final transient TableField<Parcel, String> CODE =
            createField(DSL.name("code"), SQLDataType.CLOB.nullable(false), this);
    final transient TableField<Parcel, String> STATE =
            createField(DSL.name("state"), SQLDataType.CLOB.nullable(false).defaultValue(DSL.inline("new")), this);
    final transient TableField<Parcel, Integer> WEIGHT =
            createField(DSL.name("weight"), SQLDataType.INTEGER.nullable(false), this);
    final transient TableField<Parcel, Integer> VERSION =
            createField(DSL.name("version"), SQLDataType.INTEGER.nullable(false).defaultValue(DSL.inline(0)), this);

    /** A row. */
    static final class Parcel extends UpdatableRecordImpl<Parcel> {
        private static final long serialVersionUID = 1;

        Parcel() {
            super(PARCEL);
        }
    }

    private ParcelTable() {
        this(DSL.name("parcel"));
    }

    private ParcelTable(Name name) {
        super(name, DSL.schema(DSL.name("public")));
    }

    @Override
    public Class<Parcel> getRecordType() {
        return Parcel.class;
    }

    @Override
    public Identity<Parcel, Long> getIdentity() {
        return Internal.createIdentity(this, ID);
    }

    @Override
    @SuppressWarnings({"rawtypes", "unchecked"})
    public UniqueKey<Parcel> getPrimaryKey() {
        return Internal.createUniqueKey(this, DSL.name("parcel_pkey"), new TableField[] {ID}, true);
    }

    @Override
    public TableField<Parcel, Integer> getRecordVersion() {
        return VERSION;
    }
}
