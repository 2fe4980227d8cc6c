package io.pushcore.chaos;

import java.util.HashMap;
import java.util.Map;

/** How far the logs reach that a database has. */
record Survey(Map<String, Long> heads) {
    static Survey of(Postgres database) {
        String rows = database.value(
                "SELECT string_agg(convert_from(name, 'UTF8') || ' ' || last, '\n') FROM pushcore.channels");
        Map<String, Long> heads = new HashMap<>();
        rows.lines().map(row -> row.split(" ", -1)).forEach(row -> heads.put(row[0], Long.parseLong(row[1])));
        return new Survey(heads);
    }

    /** Nobody is to have what it does not have. */
    void forgetWhatIsLost(Ledger ledger) {
        for (String channel : ledger.channels()) {
            ledger.book(channel).forget(heads.getOrDefault(channel, 0L));
        }
    }
}
