package io.migratingjdbc.tests.clients.hibernate;

import jakarta.persistence.Entity;
import jakarta.persistence.FetchType;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.JoinColumn;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.Table;

@Entity
@Table(name = "purchase_lines")
class PurchaseLine {
    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    Long id;

    @ManyToOne(fetch = FetchType.LAZY, optional = false)
    @JoinColumn(name = "purchase_id", updatable = false)
    Purchase purchase;

    String product;
    int quantity;

    PurchaseLine() {}

    PurchaseLine(Purchase purchase, String product, int quantity) {
        this.purchase = purchase;
        this.product = product;
        this.quantity = quantity;
    }

    @Override
    public String toString() {
        return quantity + " " + product;
    }
}
