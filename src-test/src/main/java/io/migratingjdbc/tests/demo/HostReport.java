package io.migratingjdbc.tests.demo;

/** What a host did since its last report; travels as a line of text and adds up over hosts. */
record HostReport(LatencyHistogram launches, LatencyHistogram reads, long refused, long retried, long errors) {
    private static final String PREFIX = "REPORT ";

    static HostReport empty() {
        return new HostReport(new LatencyHistogram(), new LatencyHistogram(), 0, 0, 0);
    }

    HostReport plus(HostReport other) {
        HostReport sum = new HostReport(
                new LatencyHistogram(),
                new LatencyHistogram(),
                refused + other.refused,
                retried + other.retried,
                errors + other.errors);
        sum.launches.add(launches);
        sum.launches.add(other.launches);
        sum.reads.add(reads);
        sum.reads.add(other.reads);
        return sum;
    }

    String line() {
        return PREFIX + String.join(" ", launches.text(), reads.text(), refused + "", retried + "", errors + "");
    }

    static boolean isReport(String line) {
        return line.startsWith(PREFIX);
    }

    static HostReport parse(String line) {
        String[] fields = line.substring(PREFIX.length()).split(" ");
        return new HostReport(
                LatencyHistogram.ofText(fields[0]),
                LatencyHistogram.ofText(fields[1]),
                Long.parseLong(fields[2]),
                Long.parseLong(fields[3]),
                Long.parseLong(fields[4]));
    }
}
