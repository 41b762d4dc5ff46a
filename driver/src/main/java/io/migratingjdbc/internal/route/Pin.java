package io.migratingjdbc.internal.route;

import io.migratingjdbc.internal.model.TablePlan;
import io.migratingjdbc.internal.sql.ValueExpression;
import java.util.List;

/**
 * A condition that limits the rows of a table use to those with given instance ids.
 *
 * @param use the index of the table use
 * @param table the plan of the table whose instance-id column is compared
 * @param ids the values of {@code =} or {@code IN}
 */
record Pin(int use, TablePlan table, List<ValueExpression> ids) {}
