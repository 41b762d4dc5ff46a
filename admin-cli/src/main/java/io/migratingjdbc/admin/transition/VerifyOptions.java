package io.migratingjdbc.admin.transition;

import io.migratingjdbc.admin.pace.Orders;
import java.util.function.UnaryOperator;

/**
 * What to compare, and how.
 *
 * @param workers how many ranges are compared at the same time
 * @param again whether a comparison that was stopped is begun anew
 * @param repair whether rows that one store lacks are brought to it
 * @param orders what the operator changes of the pace
 */
public record VerifyOptions(int workers, boolean again, boolean repair, UnaryOperator<Orders> orders) {
    static final VerifyOptions DEFAULT = new VerifyOptions(Preparation.WORKERS, false, false, UnaryOperator.identity());
}
