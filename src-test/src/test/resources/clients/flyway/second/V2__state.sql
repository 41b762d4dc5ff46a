ALTER TABLE orders ADD state text NOT NULL DEFAULT 'new';
