package io.migratingjdbc.internal.sql;

import static io.migratingjdbc.internal.sql.ProfileText.assignments;
import static io.migratingjdbc.internal.sql.ProfileText.conditions;
import static io.migratingjdbc.internal.sql.ProfileText.rows;
import static io.migratingjdbc.internal.sql.ProfileText.shape;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The statements that db-scheduler 16 sends to PostgreSQL, letter by letter. */
class DbSchedulerStatementsTest {

    private static StatementProfile analyze(String sql) {
        StatementProfile profile = new JSqlAnalyzer().analyze(sql);
        assertThat(profile.unknownReason()).as(sql).isNull();
        assertThat(profile.pinning()).isNull();
        assertThat(profile.tables()).hasSize(1);
        assertThat(profile.tables().get(0).table().name()).isEqualTo("scheduled_tasks");
        return profile;
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "select * from scheduled_tasks where picked = ? and execution_time <= ?  ORDER BY"
                        + " execution_time ASC LIMIT 30"
                        + " | rows by execution_time limit 30",
                "SELECT * FROM scheduled_tasks WHERE picked = ? AND execution_time <= ? AND task_name not in (?,?)"
                        + " ORDER BY priority DESC, execution_time ASC LIMIT 10"
                        + " | rows by priority desc, execution_time limit 10",
                "SELECT  * FROM scheduled_tasks WHERE picked = ? AND execution_time <= ?  ORDER BY"
                        + " execution_time ASC LIMIT 12"
                        + " FOR UPDATE SKIP LOCKED | rows by execution_time limit 12 locking",
                "select * from scheduled_tasks where picked = ? and last_heartbeat <= ?  order by last_heartbeat asc"
                        + " | rows by last_heartbeat",
                "select * from scheduled_tasks where     consecutive_failures > 0     and (last_success is null"
                        + " or last_success < ?) "
                        + " | rows",
                "select * from scheduled_tasks where task_name = ? and task_instance = ? | rows",
                "select * from scheduled_tasks  where picked = ? and task_name = ?  order by execution_time asc"
                        + " | rows by execution_time",
            })
    void queriesCanBeMerged(String sql, String shape) {
        StatementProfile profile = analyze(sql);
        assertThat(profile.kind()).isEqualTo(StatementKind.SELECT);
        assertThat(shape(profile.query())).isEqualTo(shape);
    }

    @Test
    void findsTheKeyOfAnExecution() {
        assertThat(conditions(analyze("select * from scheduled_tasks where task_name = ? and task_instance = ?")))
                .containsExactly("scheduled_tasks.task_name in ?1", "scheduled_tasks.task_instance in ?2");
        StatementProfile delete =
                analyze("delete from scheduled_tasks where task_name = ? and task_instance = ? and version = ?");
        assertThat(delete.kind()).isEqualTo(StatementKind.DELETE);
        assertThat(conditions(delete))
                .containsExactly(
                        "scheduled_tasks.task_name in ?1",
                        "scheduled_tasks.task_instance in ?2",
                        "scheduled_tasks.version in ?3");
        assertThat(conditions(analyze("delete from scheduled_tasks where task_name = ?")))
                .containsExactly("scheduled_tasks.task_name in ?1");
    }

    @Test
    void readsTheInsert() {
        StatementProfile insert = analyze("insert into scheduled_tasks(task_name, task_instance, task_data,"
                + " execution_time,"
                + " picked, version, priority) values(?, ?, ?, ?, ?, ? , ?)");
        assertThat(insert.kind()).isEqualTo(StatementKind.INSERT);
        assertThat(insert.insert().columns())
                .isEqualTo(List.of(
                        "task_name", "task_instance", "task_data", "execution_time", "picked", "version", "priority"));
        assertThat(rows(insert)).containsExactly("?1, ?2, ?3, ?4, ?5, ?6, ?7");
        assertThat(insert.functions()).isEmpty();
    }

    @Test
    void readsTheUpdates() {
        StatementProfile replace = analyze("update scheduled_tasks set task_name = ?, task_instance = ?, picked = ?,"
                + " picked_by = ?, last_heartbeat = ?, last_success = ?, last_failure = ?, consecutive_failures = ?,"
                + " execution_time = ?, task_data = ?, version = 1 where task_name = ? and task_instance = ?"
                + " and version = ?");
        assertThat(assignments(replace))
                .containsEntry("task_name", "?1")
                .containsEntry("task_instance", "?2")
                .containsEntry("version", "1")
                .hasSize(11);
        assertThat(conditions(replace))
                .containsExactly(
                        "scheduled_tasks.task_name in ?11",
                        "scheduled_tasks.task_instance in ?12",
                        "scheduled_tasks.version in ?13");
        StatementProfile pick = analyze("update scheduled_tasks set picked = ?, picked_by = ?, last_heartbeat = ?,"
                + " version = version + 1 where picked = ? and task_name = ? and task_instance = ? and version = ?");
        assertThat(assignments(pick)).containsEntry("version", "computed").doesNotContainKey("task_name");
        assertThat(conditions(pick)).contains("scheduled_tasks.task_name in ?5");
        StatementProfile reschedule = analyze("update scheduled_tasks set picked = ?, picked_by = ?,"
                + " last_heartbeat = ?,"
                + " last_success = ?, last_failure = ?, consecutive_failures = ?, execution_time = ?, task_data = ?,"
                + " version = version + 1 where task_name = ? and task_instance = ? and version = ?");
        assertThat(assignments(reschedule)).hasSize(9);
        StatementProfile heartbeat =
                analyze("update scheduled_tasks set last_heartbeat = ? where task_name = ? and task_instance = ? and"
                        + " version = ?");
        assertThat(assignments(heartbeat)).containsOnlyKeys("last_heartbeat");
    }

    @Test
    void lockAndFetchIsAWriteThatIsNotSplit() {
        StatementProfile profile = new JSqlAnalyzer()
                .analyze(" WITH locked_executions as (UPDATE scheduled_tasks st1 SET picked = ?, picked_by = ?,"
                        + " last_heartbeat = ?,"
                        + " version = version + 1  WHERE (st1.task_name, st1.task_instance) IN (SELECT st2.task_name,"
                        + " st2.task_instance FROM scheduled_tasks st2  WHERE picked = ? and execution_time <="
                        + " ?  ORDER BY"
                        + " execution_time ASC FOR UPDATE SKIP LOCKED  LIMIT 10) RETURNING st1.*)  SELECT * FROM"
                        + " locked_executions  ORDER BY execution_time ASC");
        assertThat(profile.kind()).isEqualTo(StatementKind.OTHER_WRITE);
        assertThat(profile.tables()).extracting(use -> use.table().name()).contains("scheduled_tasks");
    }
}
