package io.migratingjdbc.tests.harness;

/** Lets pass while it is open; keeps whoever comes while it is closed. */
final class Gate {
    private boolean closed;
    private int waiting;

    synchronized void close() {
        closed = true;
    }

    synchronized void open() {
        closed = false;
        notifyAll();
    }

    synchronized void pass() throws InterruptedException {
        waiting++;
        notifyAll();
        try {
            while (closed) {
                wait();
            }
        } finally {
            waiting--;
        }
    }

    synchronized void awaitSomebodyWaiting() throws InterruptedException {
        while (!closed || waiting == 0) {
            wait();
        }
    }
}
