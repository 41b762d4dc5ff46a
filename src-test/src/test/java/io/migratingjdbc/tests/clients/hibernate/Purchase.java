package io.migratingjdbc.tests.clients.hibernate;

import jakarta.persistence.CascadeType;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.OneToMany;
import jakarta.persistence.OrderBy;
import jakarta.persistence.Table;
import jakarta.persistence.Version;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;

/** Numbered by the database: {@code ids=range}. */
@Entity
@Table(name = "purchases")
class Purchase {
    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    Long id;

    String number;

    String status = "new";
    BigDecimal total;

    @Version
    int version;

    @OneToMany(mappedBy = "purchase", cascade = CascadeType.ALL, orphanRemoval = true)
    @OrderBy("product")
    List<PurchaseLine> lines = new ArrayList<>();

    Purchase() {}

    Purchase(String number, String total) {
        this.number = number;
        this.total = new BigDecimal(total);
    }

    Purchase with(String product, int quantity) {
        lines.add(new PurchaseLine(this, product, quantity));
        return this;
    }

    @Override
    public String toString() {
        return number + " " + status + " " + total + " v" + version + " " + lines;
    }
}
