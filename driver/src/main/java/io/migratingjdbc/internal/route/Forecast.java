package io.migratingjdbc.internal.route;

/**
 * What a two-store phase does with one execution of a statement.
 *
 * @param reason why it is refused; null if it is not
 */
public record Forecast(Verdict verdict, String reason) {

    public static Forecast refused(String reason) {
        return new Forecast(Verdict.REFUSED, reason);
    }

    public boolean isRefused() {
        return verdict == Verdict.REFUSED;
    }
}
