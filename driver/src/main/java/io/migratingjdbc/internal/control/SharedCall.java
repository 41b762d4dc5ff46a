package io.migratingjdbc.internal.control;

import io.migratingjdbc.internal.model.ErrorCode;
import java.sql.SQLException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * One call made by one thread for all that want it. Invariant: at most one runs at a time, in the thread of one
 * of the callers, and outside the lock.
 */
final class SharedCall {
    private final Call call;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition change = lock.newCondition();
    private long started;
    private long ended;
    private SQLException failure;

    SharedCall(Call call) {
        this.call = call;
    }

    interface Call {
        void run() throws SQLException;
    }

    /** Returns when a call that started after this one has ended; throws what that one threw. */
    void fresh() throws SQLException {
        await(true);
    }

    /** As {@link #fresh}, but a call that is running already will do. */
    void join() throws SQLException {
        await(false);
    }

    private void await(boolean fresh) throws SQLException {
        lock.lock();
        try {
            long wanted = !fresh && started > ended ? started : started + 1;
            while (ended < wanted) {
                if (started > ended) {
                    change.await();
                } else {
                    lead();
                }
            }
            if (failure != null) {
                throw failure;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw ErrorCode.UNREACHABLE.exception("Interrupted while waiting for the migration's record", e);
        } finally {
            lock.unlock();
        }
    }

    /** Called and left with the lock held. */
    private void lead() {
        started++;
        lock.unlock();
        SQLException thrown = null;
        try {
            call.run();
        } catch (SQLException e) {
            thrown = e;
        } catch (RuntimeException | Error e) {
            thrown = new SQLException(e);
            throw e;
        } finally {
            lock.lock();
            ended = started;
            failure = thrown;
            change.signalAll();
        }
    }
}
