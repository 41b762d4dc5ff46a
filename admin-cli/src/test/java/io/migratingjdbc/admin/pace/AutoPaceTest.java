package io.migratingjdbc.admin.pace;

import static io.migratingjdbc.admin.TwoStores.CONTROL;
import static org.assertj.core.api.Assertions.assertThat;

import io.migratingjdbc.admin.TwoStores;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AutoPaceTest {
    private final RateLimit limit = new RateLimit(System::nanoTime);
    private AutoPace pace;

    @BeforeEach
    void create() throws SQLException {
        TwoStores stores = new TwoStores();
        pace = new AutoPace(limit, () -> new Probes(CONTROL, stores::source, stores::target));
    }

    @AfterEach
    void close() {
        pace.close();
    }

    @Test
    void aSessionThatIsSeenOnceLaterMayBeOurOwn() {
        pace.look(false);
        pace.look(true);

        assertThat(limit.perSecond()).isInfinite();
    }

    @Test
    void beginsWithAQuietMomentWhereOthersWork() {
        pace.look(true);

        assertThat(limit.perSecond()).isZero();
    }

    @Test
    void oneThatIsSeenTwiceIsAnothers() {
        pace.look(false);
        pace.look(true);
        pace.look(true);

        assertThat(limit.perSecond()).isZero();
    }

    @Test
    void nothingIsHeldBackWhenTheOthersAreGone() {
        pace.look(true);
        pace.look(true);
        pace.look(false);

        assertThat(limit.perSecond()).isInfinite();
    }

    @Test
    void whoWaitsInAQuietMomentGoesOnWhenThePaceRests() {
        pace.look(true);
        pace.look(true);
        pace.rest();

        assertThat(limit.perSecond()).isFinite().isPositive();
    }
}
