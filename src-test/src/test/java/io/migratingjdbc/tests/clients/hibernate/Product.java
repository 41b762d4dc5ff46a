package io.migratingjdbc.tests.clients.hibernate;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import org.hibernate.annotations.Immutable;

/** Written once: {@code class=immutable}. */
@Entity
@Table(name = "products")
@Immutable
class Product {
    @Id
    String sku;

    String label;

    Product() {}

    Product(String sku, String label) {
        this.sku = sku;
        this.label = label;
    }

    @Override
    public String toString() {
        return sku + " " + label;
    }
}
