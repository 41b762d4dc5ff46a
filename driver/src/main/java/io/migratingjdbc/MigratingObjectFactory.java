package io.migratingjdbc;

import java.util.Enumeration;
import java.util.Hashtable;
import javax.naming.Context;
import javax.naming.Name;
import javax.naming.RefAddr;
import javax.naming.Reference;
import javax.naming.spi.ObjectFactory;

/** Makes the driver's data sources again from what a naming service has kept of them. */
public final class MigratingObjectFactory implements ObjectFactory {

    /** @return null for what is no data source of this driver */
    @Override
    public Object getObjectInstance(Object object, Name name, Context context, Hashtable<?, ?> environment) {
        if (!(object instanceof Reference reference)) {
            return null;
        }
        AbstractDataSource source = empty(reference.getClassName());
        if (source != null) {
            Enumeration<RefAddr> addresses = reference.getAll();
            while (addresses.hasMoreElements()) {
                RefAddr address = addresses.nextElement();
                source.set(address.getType(), (String) address.getContent());
            }
        }
        return source;
    }

    private static AbstractDataSource empty(String className) {
        if (className.equals(MigratingDataSource.class.getName())) {
            return new MigratingDataSource();
        } else if (className.equals(MigratingConnectionPoolDataSource.class.getName())) {
            return new MigratingConnectionPoolDataSource();
        }
        return className.equals(MigratingXADataSource.class.getName()) ? new MigratingXADataSource() : null;
    }
}
