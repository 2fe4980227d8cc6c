-- Version 1. @s@ stands for the schema. Names are bytes of UTF-8, times are nanoseconds since 1970; the largest number is never.
-- A later version only adds: what nodes of the version before call and read stays until a version after it.

CREATE TABLE @s@.version (version int NOT NULL);
INSERT INTO @s@.version VALUES (1);

-- The epochs that began for all channels at once.
CREATE TABLE @s@.generations (
    number int PRIMARY KEY,
    epoch text COLLATE "C" NOT NULL,
    -- which cluster, table and timeline it began on
    place text NOT NULL,
    -- numbers of inboxes that are given from then on are above
    numbers_above int8 NOT NULL
);

-- The present generation. Not logged: after an end of the server that was not clean, a promotion or a copy it is empty.
CREATE UNLOGGED TABLE @s@.alive (
    generation int NOT NULL,
    epoch text COLLATE "C" NOT NULL,
    place text NOT NULL,
    numbers_above int8 NOT NULL
);

CREATE SEQUENCE @s@.logs;

-- One row of each channel that was ever written. No index on what appending changes, so that a row is changed in its page.
CREATE TABLE @s@.channels (
    id int8 GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name bytea NOT NULL UNIQUE,
    -- names its messages; another one after a delete
    log int8 NOT NULL,
    first int8 NOT NULL,
    last int8 NOT NULL,
    time int8 NOT NULL,
    -- the weight of all messages ever
    total int8 NOT NULL,
    keep_count int8 NOT NULL,
    keep_bytes int8 NOT NULL,
    keep_age int8 NOT NULL,
    key_age int8 NOT NULL,
    key_count int4 NOT NULL,
    -- the last generation among its epochs
    generation int NOT NULL,
    epochs text[] COLLATE "C" NOT NULL,
    -- each epoch begins after this offset
    afters int8[] NOT NULL,
    -- who wrote it last, the last number, what is confirmed, and what became of the rest: number, count, offset, time, four by four
    writer bytea NOT NULL,
    written int8 NOT NULL,
    confirmed int8 NOT NULL,
    seen int8 NOT NULL,
    runs int8[] NOT NULL
) WITH (fillfactor = 50, autovacuum_vacuum_scale_factor = 0.05, autovacuum_vacuum_threshold = 2000);

-- The same of those who wrote it before.
CREATE TABLE @s@.writers (
    log int8 NOT NULL,
    writer bytea NOT NULL,
    written int8 NOT NULL,
    confirmed int8 NOT NULL,
    seen int8 NOT NULL,
    runs int8[] NOT NULL,
    PRIMARY KEY (log, writer)
) WITH (fillfactor = 70);

CREATE TABLE @s@.messages (
    log int8 NOT NULL,
    off int8 NOT NULL,
    time int8 NOT NULL,
    expires int8 NOT NULL,
    -- the weight of all messages before it
    before int8 NOT NULL,
    weight int4 NOT NULL,
    type int2 NOT NULL,
    meta bytea,
    payload bytea NOT NULL,
    PRIMARY KEY (log, off)
) WITH (autovacuum_vacuum_insert_scale_factor = 0.5);
ALTER TABLE @s@.messages ALTER COLUMN payload SET STORAGE EXTERNAL;
CREATE INDEX messages_expires ON @s@.messages (expires) WHERE expires < 9223372036854775807;

-- The first message that came with an idempotency key.
CREATE TABLE @s@.keys (
    log int8 NOT NULL,
    sender bytea NOT NULL,
    key bytea NOT NULL,
    off int8 NOT NULL,
    time int8 NOT NULL,
    fingerprint int8 NOT NULL,
    PRIMARY KEY (log, sender, key)
);

-- Which channels a transaction moved; kept for minutes.
CREATE TABLE @s@.moves (
    xid xid8 NOT NULL,
    at timestamptz NOT NULL,
    channels int8[] NOT NULL
);
CREATE INDEX moves_xid ON @s@.moves (xid);

-- Logs of which nothing is kept any more.
CREATE TABLE @s@.dropped (log int8 PRIMARY KEY);

-- Where the sweep goes on.
CREATE TABLE @s@.sweeps (channel int8 NOT NULL, told pg_snapshot, waiting int8[] NOT NULL);
INSERT INTO @s@.sweeps VALUES (0, NULL, '{}');

CREATE FUNCTION @s@.place() RETURNS text LANGUAGE sql VOLATILE AS $$
    SELECT system_identifier || '.' || '@s@.alive'::regclass::oid || '.' || left(pg_walfile_name(pg_current_wal_lsn()), 8)
    FROM pg_control_system()
$$;

-- Whether a generation is to begin.
CREATE FUNCTION @s@.is_over() RETURNS boolean LANGUAGE sql VOLATILE AS $$
    SELECT NOT EXISTS (SELECT FROM @s@.alive WHERE place = @s@.place())
$$;

-- The present generation, or a failure that makes a node begin one.
CREATE FUNCTION @s@.present() RETURNS @s@.alive LANGUAGE plpgsql STABLE AS $$
DECLARE
    a @s@.alive;
BEGIN
    SELECT * INTO a FROM @s@.alive;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'no generation has begun' USING ERRCODE = 'PC001';
    END IF;
    RETURN a;
END $$;

-- Has this transaction synced, also where the server is set to sync none.
CREATE FUNCTION @s@.lasting() RETURNS void LANGUAGE sql VOLATILE AS $$
    SELECT set_config('synchronous_commit', 'local', true) WHERE current_setting('synchronous_commit') = 'off'
$$;

CREATE SEQUENCE @s@.fences;
CREATE SEQUENCE @s@.versions;

-- Begins a generation where there is none, or this is another place than that of the last one.
CREATE FUNCTION @s@.begin_generation(p_epoch text) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
    before @s@.generations;
    here text := @s@.place();
    above int8 := 0;
BEGIN
    PERFORM @s@.lasting();
    LOCK TABLE @s@.generations IN EXCLUSIVE MODE;
    IF EXISTS (SELECT FROM @s@.alive WHERE place = here) THEN
        RETURN false;
    END IF;
    SELECT * INTO before FROM @s@.generations ORDER BY number DESC LIMIT 1;
    IF FOUND THEN
        -- what was given last may be lost
        PERFORM setval('@s@.fences', nextval('@s@.fences') + 1048576);
        PERFORM setval('@s@.versions', nextval('@s@.versions') + 1048576);
        above := CASE WHEN before.place = here THEN before.numbers_above
            ELSE (extract(epoch FROM clock_timestamp()) * 1000000)::int8 END;
    END IF;
    DELETE FROM @s@.alive;
    INSERT INTO @s@.generations VALUES (coalesce(before.number, 0) + 1, p_epoch, here, above);
    INSERT INTO @s@.alive VALUES (coalesce(before.number, 0) + 1, p_epoch, here, above);
    RETURN true;
END $$;

-- A channel with all its epochs, also one that was never written.
CREATE FUNCTION @s@.channel(p_name bytea) RETURNS @s@.channels LANGUAGE plpgsql STABLE AS $$
DECLARE
    c @s@.channels;
    a @s@.alive := @s@.present();
    later text[];
BEGIN
    SELECT * INTO c FROM @s@.channels WHERE name = p_name;
    IF NOT FOUND THEN
        c.name := p_name;
        c.log := 0;
        c.first := 1;
        c.last := 0;
        c.time := 0;
        c.total := 0;
        c.keep_count := 9223372036854775807;
        c.keep_bytes := 9223372036854775807;
        c.keep_age := 0;
        c.generation := 0;
        c.epochs := '{}';
        c.afters := '{}';
    END IF;
    IF c.generation < a.generation THEN
        SELECT array_agg(epoch ORDER BY number) INTO later FROM @s@.generations WHERE number > c.generation;
        c.epochs := c.epochs || later;
        c.afters := c.afters || array_fill(c.last, ARRAY[cardinality(later)]);
        c.generation := a.generation;
    END IF;
    RETURN c;
END $$;

CREATE FUNCTION @s@.epoch_at(c @s@.channels, p_off int8) RETURNS text LANGUAGE plpgsql IMMUTABLE AS $$
DECLARE
    i int := cardinality(c.epochs);
BEGIN
    WHILE i > 1 AND c.afters[i] >= p_off LOOP
        i := i - 1;
    END LOOP;
    RETURN c.epochs[i];
END $$;

-- The last offset that positions of an epoch have; -1 if the epoch is none of its.
CREATE FUNCTION @s@.epoch_end(c @s@.channels, p_epoch text) RETURNS int8 LANGUAGE plpgsql IMMUTABLE AS $$
DECLARE
    i int := cardinality(c.epochs);
    after int8 := c.last;
BEGIN
    WHILE i > 0 LOOP
        IF c.epochs[i] = p_epoch THEN
            RETURN after;
        END IF;
        after := c.afters[i];
        i := i - 1;
    END LOOP;
    RETURN -1;
END $$;

-- The first offset from one to another whose message is later than a time; by halves, for times rise.
CREATE FUNCTION @s@.later_than(p_log int8, p_from int8, p_to int8, p_time int8) RETURNS int8 LANGUAGE plpgsql STABLE AS $$
DECLARE
    low int8 := p_from;
    high int8 := p_to;
    middle int8 := p_from;
    m record;
BEGIN
    WHILE low < high LOOP
        SELECT off, time INTO m FROM @s@.messages WHERE log = p_log AND off >= middle ORDER BY off LIMIT 1;
        IF NOT FOUND OR m.time > p_time THEN
            high := middle;
        ELSE
            low := m.off + 1;
        END IF;
        middle := low + (high - low) / 2;
    END LOOP;
    RETURN least(low, p_to);
END $$;

-- The same for the weight before a message.
CREATE FUNCTION @s@.heavier_than(p_log int8, p_from int8, p_to int8, p_before int8) RETURNS int8 LANGUAGE plpgsql STABLE AS $$
DECLARE
    low int8 := p_from;
    high int8 := p_to;
    middle int8 := p_from;
    m record;
BEGIN
    WHILE low < high LOOP
        SELECT off, before INTO m FROM @s@.messages WHERE log = p_log AND off >= middle ORDER BY off LIMIT 1;
        IF NOT FOUND OR m.before >= p_before THEN
            high := middle;
        ELSE
            low := m.off + 1;
        END IF;
        middle := low + (high - low) / 2;
    END LOOP;
    RETURN least(low, p_to);
END $$;

-- The first offset that is kept at a time.
CREATE FUNCTION @s@.kept_from(c @s@.channels, p_now int8) RETURNS int8 LANGUAGE plpgsql STABLE AS $$
DECLARE
    f int8 := greatest(c.first, c.last - c.keep_count + 1);
BEGIN
    IF f > c.last OR (c.keep_age > 0 AND p_now - c.keep_age >= c.time) THEN
        RETURN c.last + 1;
    END IF;
    IF c.keep_age > 0 THEN
        f := @s@.later_than(c.log, f, c.last, p_now - c.keep_age);
    END IF;
    IF c.keep_bytes < c.total THEN
        f := @s@.heavier_than(c.log, f, c.last, c.total - c.keep_bytes);
    END IF;
    RETURN f;
END $$;

-- A page: a row of kind 0 or, where the position is gone, 1 (present epoch, first kept, last, where reading goes on), rows of
-- kind 2 with messages, and one of kind 3 that says how far the page speaks.
CREATE FUNCTION @s@.read(p_name bytea, p_epoch text, p_off int8, p_limit int, p_bytes int8, p_back boolean, p_now int8)
RETURNS TABLE (o_kind int2, o_epoch text, o_off int8, o_time int8, o_expires int8, o_type int2, o_meta bytea, o_payload bytea)
LANGUAGE plpgsql STABLE SET jit = off SET enable_seqscan = off SET enable_bitmapscan = off AS $$
DECLARE
    c @s@.channels := @s@.channel(p_name);
    f int8 := @s@.kept_from(c, p_now);
    epoch_from int8 := c.afters[cardinality(c.afters)];
    ends int8 := @s@.epoch_end(c, p_epoch);
    start int8 := p_off;
    through int8;
    page int8 := 0;
    taken int := 0;
    m record;
BEGIN
    o_kind := 0;
    IF p_back THEN
        start := CASE WHEN p_off <= ends THEN p_off ELSE c.last + 1 END;
    ELSIF p_off < f - 1 OR p_off > ends THEN
        o_kind := 1;
        -- who stood beyond the end of an epoch that is over has read what is before it
        start := CASE WHEN p_off > ends AND p_epoch <> c.epochs[cardinality(c.epochs)] THEN greatest(f - 1, ends) ELSE f - 1 END;
    END IF;
    o_epoch := c.epochs[cardinality(c.epochs)];
    o_off := f;
    o_time := c.last;
    o_expires := start;
    RETURN NEXT;
    o_kind := 2;
    IF p_back THEN
        through := least(start, f);
        FOR m IN SELECT * FROM @s@.messages WHERE log = c.log AND off >= f AND off < start AND expires > p_now
                ORDER BY off DESC LIMIT p_limit::int8 + 1 LOOP
            IF taken = p_limit OR (taken > 0 AND m.weight > p_bytes - page) THEN
                through := m.off + 1;
                EXIT;
            END IF;
            page := page + m.weight;
            taken := taken + 1;
            o_epoch := CASE WHEN m.off > epoch_from THEN NULL ELSE @s@.epoch_at(c, m.off) END;
            o_off := m.off; o_time := m.time; o_expires := m.expires; o_type := m.type; o_meta := m.meta; o_payload := m.payload;
            RETURN NEXT;
        END LOOP;
    ELSE
        through := c.last;
        FOR m IN SELECT * FROM @s@.messages WHERE log = c.log AND off > start AND expires > p_now
                ORDER BY off LIMIT p_limit::int8 + 1 LOOP
            IF taken = p_limit OR (taken > 0 AND m.weight > p_bytes - page) THEN
                through := m.off - 1;
                EXIT;
            END IF;
            page := page + m.weight;
            taken := taken + 1;
            o_epoch := CASE WHEN m.off > epoch_from THEN NULL ELSE @s@.epoch_at(c, m.off) END;
            o_off := m.off; o_time := m.time; o_expires := m.expires; o_type := m.type; o_meta := m.meta; o_payload := m.payload;
            RETURN NEXT;
        END LOOP;
    END IF;
    o_kind := 3;
    o_off := through;
    RETURN NEXT;
END $$;

-- Brings a channel, whose row is locked, to the present generation, a retention and a writer.
CREATE FUNCTION @s@.prepare(p_name bytea, p_now int8, p_writer bytea,
    p_keep_count int8, p_keep_bytes int8, p_keep_age int8, p_key_age int8, p_key_count int4)
RETURNS @s@.channels LANGUAGE plpgsql AS $$
DECLARE
    c @s@.channels := @s@.channel(p_name);
    other @s@.writers;
    unused int := 0;
BEGIN
    IF (c.keep_count, c.keep_bytes, c.keep_age) <> (p_keep_count, p_keep_bytes, p_keep_age) THEN
        c.first := @s@.kept_from(c, p_now);
        c.keep_count := p_keep_count;
        c.keep_bytes := p_keep_bytes;
        c.keep_age := p_keep_age;
        c.first := @s@.kept_from(c, p_now);
    END IF;
    IF cardinality(c.epochs) > 32 THEN
        -- without the oldest of which no message is kept
        WHILE cardinality(c.epochs) - unused > 32 AND c.afters[unused + 2] < c.first LOOP
            unused := unused + 1;
        END LOOP;
        c.epochs := c.epochs[unused + 1:];
        c.afters := c.afters[unused + 1:];
    END IF;
    IF c.writer <> p_writer THEN
        IF c.writer <> '' THEN
            INSERT INTO @s@.writers VALUES (c.log, c.writer, c.written, c.confirmed, c.seen, c.runs)
            ON CONFLICT (log, writer) DO UPDATE SET written = excluded.written, confirmed = excluded.confirmed,
                seen = excluded.seen, runs = excluded.runs;
        END IF;
        SELECT * INTO other FROM @s@.writers WHERE log = c.log AND writer = p_writer;
        c.writer := p_writer;
        c.written := coalesce(other.written, 0);
        c.confirmed := coalesce(other.confirmed, 0);
        c.runs := coalesce(other.runs, '{}');
    END IF;
    c.seen := p_now;
    c.key_age := p_key_age;
    c.key_count := p_key_count;
    UPDATE @s@.channels SET first = c.first, keep_count = c.keep_count, keep_bytes = c.keep_bytes, keep_age = c.keep_age,
        key_age = c.key_age, key_count = c.key_count, generation = c.generation, epochs = c.epochs, afters = c.afters,
        writer = c.writer, written = c.written, confirmed = c.confirmed, seen = c.seen, runs = c.runs
    WHERE id = c.id;
    RETURN c;
END $$;

-- What is left of runs once a number is confirmed.
CREATE FUNCTION @s@.unconfirmed(p_runs int8[], p_confirmed int8) RETURNS int8[] LANGUAGE plpgsql IMMUTABLE AS $$
DECLARE
    kept int8[] := '{}';
    i int := 1;
BEGIN
    WHILE i < cardinality(p_runs) LOOP
        IF p_runs[i] + p_runs[i + 1] - 1 > p_confirmed THEN
            kept := kept || p_runs[i:i + 3];
        END IF;
        i := i + 4;
    END LOOP;
    RETURN kept;
END $$;

-- Writes what appending one by one has changed.
CREATE FUNCTION @s@.save(c @s@.channels) RETURNS void LANGUAGE sql AS $$
    UPDATE @s@.channels SET last = c.last, time = c.time, total = c.total, written = c.written, confirmed = c.confirmed,
        runs = c.runs
    WHERE id = c.id
$$;

-- Values at their places.
CREATE FUNCTION @s@.spread(p_values int8[], p_places int4[]) RETURNS int8[] LANGUAGE plpgsql IMMUTABLE AS $$
DECLARE
    spread int8[] := '{}';
BEGIN
    FOR i IN 1..cardinality(p_places) LOOP
        spread[p_places[i]] := p_values[i];
    END LOOP;
    RETURN spread;
END $$;

-- Appends. Channels come once each, in the order of their names; entries by channel. A channel is plain where all entries are of one
-- writer, with numbers that rise by one, and no idempotency key twice: if nothing of it is known, it is written without a look at each.
-- Gives, for a channel, a row without an entry: offset and time before its first message. Else a row for each entry: 1 stored,
-- 2 repeated, 3 mismatched, 4 fenced.
CREATE FUNCTION @s@.append(p_now int8, p_sync text,
    p_names bytea[], p_plain boolean[], p_writers bytea[], p_numbers int8[], p_counts int4[], p_confirmed int8[], p_weights int8[],
    p_keep_counts int8[], p_keep_bytes int8[], p_keep_ages int8[], p_key_ages int8[], p_key_counts int4[],
    e_channels int4[], e_ranks int4[], e_befores int8[], e_weights int4[], e_ttls int8[], e_types int2[], e_metas bytea[],
    e_payloads bytea[],
    k_entries int4[], k_senders bytea[], k_keys bytea[], k_fingerprints int8[],
    n_writers bytea[], n_numbers int8[], n_confirmed int8[])
RETURNS TABLE (o_channel int4, o_entry int4, o_kind int4, o_epoch text, o_off int8, o_time int8)
LANGUAGE plpgsql SET jit = off SET enable_seqscan = off SET enable_bitmapscan = off SET plan_cache_mode = force_generic_plan AS $$
#variable_conflict use_column
DECLARE
    g int;
    known int;
    ready int;
    remaining int4[] := ARRAY(SELECT generate_subscripts(p_names, 1));
    repeated int4[] := '{}';
    done int4[];
    ids int8[];
    logs int8[];
    offs int8[];
    times int8[];
    totals int8[];
    epochs text[];
    all_ids int8[] := '{}';
    i int4;
    c @s@.channels;
    e record;
    r record;
BEGIN
    IF p_sync <> '' THEN
        PERFORM set_config('synchronous_commit', p_sync, true);
    END IF;
    SELECT generation INTO g FROM @s@.alive;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'no generation has begun' USING ERRCODE = 'PC001';
    END IF;
    SELECT count(*), count(*) FILTER (WHERE p.plain AND c.generation = g AND c.writer = p.writer
            AND c.keep_count = p.keep_count AND c.keep_bytes = p.keep_bytes AND c.keep_age = p.keep_age
            AND c.key_age = p.key_age AND c.key_count = p.key_count)
    INTO known, ready
    FROM unnest(p_names, p_plain, p_writers, p_keep_counts, p_keep_bytes, p_keep_ages, p_key_ages, p_key_counts)
        p(name, plain, writer, keep_count, keep_bytes, keep_age, key_age, key_count)
    JOIN @s@.channels c ON c.name = p.name;
    IF known < cardinality(p_names) THEN
        -- the start of a channel in earlier generations stays its start
        INSERT INTO @s@.channels (name, log, first, last, time, total, keep_count, keep_bytes, keep_age, key_age, key_count,
            generation, epochs, afters, writer, written, confirmed, seen, runs)
        SELECT p.name, nextval('@s@.logs'), 1, 0, 0, 0, p.keep_count, p.keep_bytes, p.keep_age, p.key_age, p.key_count,
            g, l.epochs, l.afters, p.writer, 0, 0, p_now, '{}'
        FROM unnest(p_names, p_writers, p_keep_counts, p_keep_bytes, p_keep_ages, p_key_ages, p_key_counts)
            p(name, writer, keep_count, keep_bytes, keep_age, key_age, key_count),
            (SELECT array_agg(epoch ORDER BY number) AS epochs, array_agg(0::int8) AS afters
                FROM (SELECT * FROM @s@.generations ORDER BY number DESC LIMIT 256) newest) l
        WHERE NOT EXISTS (SELECT FROM @s@.channels WHERE name = p.name)
        ORDER BY p.name
        ON CONFLICT (name) DO NOTHING;
    END IF;
    -- in the order of their names, so that no two groups wait for each other; where all are ready the update locks them so
    IF ready < cardinality(p_names) OR cardinality(k_entries) > 0 THEN
        PERFORM FROM @s@.channels WHERE name = ANY (p_names) ORDER BY name FOR UPDATE;
    END IF;

    IF cardinality(k_entries) > 0 THEN
        SELECT coalesce(array_agg(DISTINCT e_channels[p.entry]), '{}') INTO repeated
        FROM unnest(k_entries, k_senders, k_keys) p(entry, sender, key)
        JOIN @s@.channels c ON c.name = p_names[e_channels[p.entry]]
        JOIN @s@.keys f ON f.log = c.log AND f.sender = p.sender AND f.key = p.key;
    END IF;

    FOR pass IN 1..2 LOOP
        WITH u AS (
            UPDATE @s@.channels c SET
                last = c.last + p.n,
                time = greatest(p_now, c.time + 1) + p.n - 1,
                total = c.total + p.weight,
                written = p.number + p.n - 1,
                confirmed = greatest(c.confirmed, p.confirmed),
                seen = p_now,
                runs = CASE
                    WHEN p.confirmed >= c.written THEN '{}'
                    WHEN cardinality(c.runs) >= 256 THEN @s@.unconfirmed(c.runs, p.confirmed)
                    ELSE c.runs END || ARRAY[p.number, p.n, c.last + 1, greatest(p_now, c.time + 1)]
            FROM unnest(p_names, p_plain, p_writers, p_numbers, p_counts::int8[], p_confirmed, p_weights, p_keep_counts,
                    p_keep_bytes, p_keep_ages, p_key_ages, p_key_counts)
                WITH ORDINALITY p(name, plain, writer, number, n, confirmed, weight, keep_count, keep_bytes, keep_age,
                    key_age, key_count, ord)
            WHERE c.name = p.name AND p.plain AND c.generation = g AND c.writer = p.writer AND c.written < p.number
                AND c.confirmed < p.number
                AND c.keep_count = p.keep_count AND c.keep_bytes = p.keep_bytes AND c.keep_age = p.keep_age
                AND c.key_age = p.key_age AND c.key_count = p.key_count
                AND p.ord <> ALL (repeated)
            RETURNING p.ord::int4 AS ord, c.id, c.log, c.last - p.n AS off, c.time - p.n AS time, c.total - p.weight AS total,
                c.epochs[cardinality(c.epochs)] AS epoch
        )
        SELECT array_agg(ord), array_agg(id), array_agg(log), array_agg(off), array_agg(time), array_agg(total), array_agg(epoch)
        INTO done, ids, logs, offs, times, totals, epochs
        FROM (SELECT * FROM u ORDER BY ord) in_order;
        IF done IS NOT NULL THEN
            all_ids := all_ids || ids;
            RETURN QUERY SELECT t.ord, NULL::int4, 0, t.epoch, t.off, t.time
                FROM unnest(done, epochs, offs, times) t(ord, epoch, off, time);
            IF cardinality(done) < cardinality(p_names) THEN
                logs := @s@.spread(logs, done);
                offs := @s@.spread(offs, done);
                times := @s@.spread(times, done);
                totals := @s@.spread(totals, done);
            END IF;
            INSERT INTO @s@.messages (log, off, time, expires, before, weight, type, meta, payload)
            SELECT logs[m.channel], offs[m.channel] + m.rank, times[m.channel] + m.rank,
                CASE WHEN m.ttl > 0 AND times[m.channel] + m.rank < 9223372036854775807 - m.ttl
                    THEN times[m.channel] + m.rank + m.ttl ELSE 9223372036854775807 END,
                totals[m.channel] + m.before, m.weight, m.type, m.meta, m.payload
            FROM unnest(e_channels, e_ranks, e_befores, e_weights, e_ttls, e_types, e_metas, e_payloads)
                m(channel, rank, before, weight, ttl, type, meta, payload)
            WHERE logs[m.channel] IS NOT NULL AND p_counts[m.channel] - m.rank < p_keep_counts[m.channel];
            IF cardinality(k_entries) > 0 THEN
                INSERT INTO @s@.keys (log, sender, key, off, time, fingerprint)
                SELECT logs[e_channels[p.entry]], p.sender, p.key, offs[e_channels[p.entry]] + e_ranks[p.entry],
                    times[e_channels[p.entry]] + e_ranks[p.entry], p.fingerprint
                FROM unnest(k_entries, k_senders, k_keys, k_fingerprints) p(entry, sender, key, fingerprint)
                WHERE logs[e_channels[p.entry]] IS NOT NULL AND p_key_ages[e_channels[p.entry]] > 0
                    AND p_key_counts[e_channels[p.entry]] > 0;
            END IF;
        END IF;
        remaining := ARRAY(SELECT n FROM unnest(remaining) n WHERE n <> ALL (coalesce(done, '{}')));
        EXIT WHEN remaining = '{}' OR pass = 2;
        PERFORM FROM @s@.channels WHERE name = ANY (ARRAY(SELECT p_names[n] FROM unnest(remaining) n))
        ORDER BY name FOR UPDATE;
        FOREACH i IN ARRAY remaining LOOP
            IF p_plain[i] AND i <> ALL (repeated) THEN
                PERFORM @s@.prepare(p_names[i], p_now, p_writers[i], p_keep_counts[i], p_keep_bytes[i], p_keep_ages[i],
                    p_key_ages[i], p_key_counts[i]);
            END IF;
        END LOOP;
    END LOOP;

    FOREACH i IN ARRAY remaining LOOP
        c := NULL;
        FOR e IN SELECT m.*, coalesce(n_writers[m.entry], p_writers[i]) AS writer,
                    coalesce(n_numbers[m.entry], p_numbers[i] + m.rank - 1) AS number,
                    coalesce(n_confirmed[m.entry], p_confirmed[i]) AS confirmed,
                    f.sender, f.key, f.fingerprint
                FROM unnest(e_channels, e_ranks, e_weights, e_ttls, e_types, e_metas, e_payloads) WITH ORDINALITY
                    m(channel, rank, weight, ttl, type, meta, payload, entry)
                LEFT JOIN unnest(k_entries, k_senders, k_keys, k_fingerprints) f(entry, sender, key, fingerprint)
                    ON f.entry = m.entry
                WHERE m.channel = i ORDER BY m.rank LOOP
            IF c.id IS NULL OR c.writer <> e.writer THEN
                IF c.id IS NOT NULL THEN
                    PERFORM @s@.save(c);
                END IF;
                c := @s@.prepare(p_names[i], p_now, e.writer, p_keep_counts[i], p_keep_bytes[i], p_keep_ages[i],
                    p_key_ages[i], p_key_counts[i]);
            END IF;
            IF e.confirmed > c.confirmed THEN
                c.confirmed := e.confirmed;
                c.runs := @s@.unconfirmed(c.runs, c.confirmed);
            END IF;
            o_channel := i;
            o_entry := e.entry;
            IF e.number <= c.confirmed THEN
                o_kind := 4;
                RETURN NEXT;
                CONTINUE;
            END IF;
            SELECT c.runs[n * 4 + 1] AS number, c.runs[n * 4 + 3] AS off, c.runs[n * 4 + 4] AS time INTO r
            FROM generate_series(0, cardinality(c.runs) / 4 - 1) n
            WHERE e.number BETWEEN c.runs[n * 4 + 1] AND c.runs[n * 4 + 1] + c.runs[n * 4 + 2] - 1;
            IF FOUND THEN
                -- what it gave first: a message, that of a key where the offset is negative, or a mismatch where it is 0
                o_kind := CASE WHEN r.off > 0 THEN 1 WHEN r.off < 0 THEN 2 ELSE 3 END;
                o_off := CASE WHEN r.off > 0 THEN r.off + e.number - r.number ELSE -r.off END;
                o_time := CASE WHEN r.off > 0 THEN r.time + e.number - r.number ELSE r.time END;
                o_epoch := @s@.epoch_at(c, o_off);
                RETURN NEXT;
                CONTINUE;
            END IF;
            c.written := greatest(c.written, e.number);
            IF e.key IS NOT NULL AND c.key_age > 0 AND c.key_count > 0 THEN
                SELECT * INTO r FROM @s@.keys WHERE log = c.log AND sender = e.sender AND key = e.key;
                IF FOUND AND p_now - r.time < c.key_age THEN
                    o_kind := CASE WHEN r.fingerprint = e.fingerprint THEN 2 ELSE 3 END;
                    o_off := CASE o_kind WHEN 2 THEN r.off ELSE 0 END;
                    o_time := r.time;
                    o_epoch := @s@.epoch_at(c, o_off);
                    c.runs := c.runs || ARRAY[e.number, 1, -o_off, o_time];
                    RETURN NEXT;
                    CONTINUE;
                END IF;
            END IF;
            c.last := c.last + 1;
            c.time := greatest(p_now, c.time + 1);
            IF c.keep_count > 0 THEN
                INSERT INTO @s@.messages (log, off, time, expires, before, weight, type, meta, payload)
                VALUES (c.log, c.last, c.time, CASE WHEN e.ttl > 0 AND c.time < 9223372036854775807 - e.ttl
                    THEN c.time + e.ttl ELSE 9223372036854775807 END, c.total, e.weight, e.type, e.meta, e.payload);
            END IF;
            c.total := c.total + e.weight;
            c.runs := c.runs || ARRAY[e.number, 1, c.last, c.time];
            IF e.key IS NOT NULL AND c.key_age > 0 AND c.key_count > 0 THEN
                INSERT INTO @s@.keys VALUES (c.log, e.sender, e.key, c.last, c.time, e.fingerprint)
                ON CONFLICT (log, sender, key)
                DO UPDATE SET off = excluded.off, time = excluded.time, fingerprint = excluded.fingerprint;
            END IF;
            o_kind := 1;
            o_off := c.last;
            o_time := c.time;
            o_epoch := c.epochs[cardinality(c.epochs)];
            RETURN NEXT;
        END LOOP;
        PERFORM @s@.save(c);
        all_ids := all_ids || c.id;
    END LOOP;
    INSERT INTO @s@.moves VALUES (pg_current_xact_id(), clock_timestamp(), all_ids);
END $$;

-- Forgets a channel, which begins again in an epoch of its own.
CREATE FUNCTION @s@.delete(p_name bytea, p_epoch text) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    c @s@.channels;
    a @s@.alive := @s@.present();
BEGIN
    SELECT * INTO c FROM @s@.channels WHERE name = p_name FOR UPDATE;
    IF FOUND THEN
        INSERT INTO @s@.dropped VALUES (c.log);
        UPDATE @s@.channels SET log = nextval('@s@.logs'), first = 1, last = 0, time = 0, total = 0, generation = a.generation,
            epochs = ARRAY[p_epoch], afters = ARRAY[0], writer = '', written = 0, confirmed = 0, runs = '{}'
        WHERE id = c.id;
        INSERT INTO @s@.moves VALUES (pg_current_xact_id(), clock_timestamp(), ARRAY[c.id]);
    END IF;
END $$;

-- Where a channel stood at a time: the last offset kept at or before it.
CREATE FUNCTION @s@.position_at(p_name bytea, p_time int8, p_now int8) RETURNS TABLE (o_epoch text, o_off int8)
LANGUAGE plpgsql STABLE AS $$
DECLARE
    c @s@.channels := @s@.channel(p_name);
BEGIN
    o_epoch := c.epochs[cardinality(c.epochs)];
    o_off := @s@.later_than(c.log, @s@.kept_from(c, p_now), c.last + 1, p_time) - 1;
    RETURN NEXT;
END $$;

-- How far channels reach, with their place in the question; channels never written among them.
CREATE FUNCTION @s@.heads(p_names bytea[], p_now int8) RETURNS TABLE (o_place int8, o_epoch text, o_first int8, o_last int8)
LANGUAGE plpgsql STABLE SET jit = off SET enable_seqscan = off SET enable_bitmapscan = off AS $$
DECLARE
    a @s@.alive := @s@.present();
BEGIN
    RETURN QUERY SELECT p.place,
        CASE c.generation WHEN a.generation THEN c.epochs[cardinality(c.epochs)] ELSE a.epoch END,
        CASE WHEN c.id IS NULL THEN 1 WHEN c.keep_age = 0 AND c.keep_bytes >= c.total
            THEN greatest(c.first, c.last - c.keep_count + 1) ELSE @s@.kept_from(c, p_now) END,
        coalesce(c.last, 0)
    FROM unnest(p_names) WITH ORDINALITY p(name, place) LEFT JOIN @s@.channels c ON c.name = p.name;
END $$;

-- Heads of channels that moved since a snapshot, or of all, in the order of their ids.
CREATE FUNCTION @s@.moved(p_since pg_snapshot, p_after int8, p_limit int, p_now int8)
RETURNS TABLE (o_id int8, o_name bytea, o_epoch text, o_first int8, o_last int8)
LANGUAGE plpgsql STABLE SET jit = off SET enable_seqscan = off AS $$
DECLARE
    a @s@.alive := @s@.present();
BEGIN
    RETURN QUERY SELECT c.id, c.name,
        CASE c.generation WHEN a.generation THEN c.epochs[cardinality(c.epochs)] ELSE a.epoch END,
        CASE WHEN c.keep_age = 0 AND c.keep_bytes >= c.total
            THEN greatest(c.first, c.last - c.keep_count + 1) ELSE @s@.kept_from(c, p_now) END,
        c.last
    FROM @s@.channels c
    WHERE c.id > p_after AND (p_since IS NULL OR c.id = ANY (ARRAY(
        SELECT DISTINCT n FROM @s@.moves m, unnest(m.channels) n
        WHERE m.xid >= pg_snapshot_xmin(p_since) AND NOT pg_visible_in_snapshot(m.xid, p_since) AND n > p_after
        ORDER BY n LIMIT p_limit)))
    ORDER BY c.id LIMIT p_limit;
END $$;

-- One message, if it is kept.
CREATE FUNCTION @s@.message(p_name bytea, p_epoch text, p_off int8, p_now int8)
RETURNS TABLE (o_kind int2, o_epoch text, o_off int8, o_time int8, o_expires int8, o_type int2, o_meta bytea, o_payload bytea)
LANGUAGE plpgsql STABLE AS $$
DECLARE
    c @s@.channels := @s@.channel(p_name);
BEGIN
    IF p_off >= @s@.kept_from(c, p_now) AND @s@.epoch_at(c, p_off) = p_epoch THEN
        RETURN QUERY SELECT 2::int2, p_epoch, m.off, m.time, m.expires, m.type, m.meta, m.payload
        FROM @s@.messages m WHERE m.log = c.log AND m.off = p_off AND m.expires > p_now;
    END IF;
END $$;

-- Values with an end. One that is put where none lives gets another number.
CREATE TABLE @s@.leases (
    key bytea PRIMARY KEY,
    number int8 NOT NULL,
    ends int8 NOT NULL,
    value bytea NOT NULL
) WITH (fillfactor = 70);
CREATE INDEX leases_ends ON @s@.leases (ends);
CREATE SEQUENCE @s@.lease_numbers;

-- Sessions live with the lease of that number under the key of their node.
CREATE TABLE @s@.sessions (
    place int8 GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name bytea NOT NULL,
    id bytea NOT NULL,
    device bytea NOT NULL,
    node bytea NOT NULL,
    lease int8 NOT NULL,
    -- who was sent away for it
    evicted_ids bytea[] NOT NULL,
    evicted_devices bytea[] NOT NULL,
    evicted_nodes bytea[] NOT NULL
);
CREATE INDEX sessions_name ON @s@.sessions (name, place);
CREATE INDEX sessions_lease ON @s@.sessions (lease, place);

-- The time that leases go by: what is given or, mostly, the server's.
CREATE FUNCTION @s@.lease_time(p_now int8) RETURNS int8 LANGUAGE sql VOLATILE AS $$
    SELECT coalesce(p_now, (extract(epoch FROM clock_timestamp()) * 1000000000)::int8)
$$;

CREATE FUNCTION @s@.lease_end(p_now int8, p_ttl int8) RETURNS int8 LANGUAGE sql VOLATILE AS $$
    SELECT CASE WHEN p_ttl > 9223372036854775807 - n THEN 9223372036854775807 ELSE n + p_ttl END
    FROM @s@.lease_time(p_now) n
$$;

CREATE FUNCTION @s@.lease_put(p_key bytea, p_value bytea, p_ttl int8, p_only_absent boolean, p_now int8) RETURNS boolean
LANGUAGE plpgsql AS $$
DECLARE
    n int8 := @s@.lease_time(p_now);
BEGIN
    PERFORM @s@.lasting();
    INSERT INTO @s@.leases AS l VALUES (p_key, nextval('@s@.lease_numbers'), @s@.lease_end(p_now, p_ttl), p_value)
    ON CONFLICT (key) DO UPDATE SET value = excluded.value, ends = excluded.ends,
        number = CASE WHEN l.ends > n THEN l.number ELSE excluded.number END
    WHERE NOT p_only_absent OR l.ends <= n;
    RETURN FOUND;
END $$;

CREATE FUNCTION @s@.lease_renew(p_key bytea, p_ttl int8, p_now int8) RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
    -- one that ends sooner after a crash harms nobody
    PERFORM set_config('synchronous_commit', 'off', true);
    UPDATE @s@.leases SET ends = @s@.lease_end(p_now, p_ttl) WHERE key = p_key AND ends > @s@.lease_time(p_now);
    RETURN FOUND;
END $$;

CREATE FUNCTION @s@.lease_take(p_key bytea, p_now int8) RETURNS bytea LANGUAGE plpgsql AS $$
DECLARE
    taken bytea;
BEGIN
    PERFORM @s@.lasting();
    DELETE FROM @s@.leases WHERE key = p_key AND ends > @s@.lease_time(p_now) RETURNING value INTO taken;
    RETURN taken;
END $$;

CREATE FUNCTION @s@.session_lives(s @s@.sessions, p_now int8) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT EXISTS (SELECT FROM @s@.leases WHERE key = s.node AND number = s.lease AND ends > p_now)
$$;

-- Opens a session; a row with the kind 0 refused, 1 opened, 2 fenced, and for 1 one more for each that was sent away.
CREATE FUNCTION @s@.session_open(p_name bytea, p_id bytea, p_device bytea, p_node bytea, p_limit int, p_evicts boolean, p_now int8)
RETURNS TABLE (o_kind int, o_id bytea, o_device bytea, o_node bytea) LANGUAGE plpgsql AS $$
DECLARE
    n int8 := @s@.lease_time(p_now);
    of_node int8;
    known @s@.sessions;
    alive int8[];
    gone @s@.sessions[] := '{}';
    s @s@.sessions;
BEGIN
    PERFORM @s@.lasting(), pg_advisory_xact_lock(hashtextextended('@s@ sessions ' || encode(p_name, 'hex'), 0));
    SELECT number INTO of_node FROM @s@.leases WHERE key = p_node AND ends > n;
    IF NOT FOUND THEN
        o_kind := 2;
        RETURN NEXT;
        RETURN;
    END IF;
    SELECT t.* INTO known FROM @s@.sessions t WHERE t.name = p_name AND t.id = p_id AND @s@.session_lives(t, n);
    IF NOT FOUND THEN
        alive := ARRAY(SELECT t.place FROM @s@.sessions t WHERE t.name = p_name AND @s@.session_lives(t, n) ORDER BY t.place);
        IF cardinality(alive) >= p_limit AND NOT p_evicts THEN
            o_kind := 0;
            RETURN NEXT;
            RETURN;
        END IF;
        FOR s IN SELECT * FROM @s@.sessions t
                WHERE t.place = ANY (alive[1:cardinality(alive) - p_limit + 1]) ORDER BY t.place LOOP
            gone := gone || s;
        END LOOP;
        DELETE FROM @s@.sessions t WHERE t.place IN (SELECT g.place FROM unnest(gone) g);
        INSERT INTO @s@.sessions AS t (name, id, device, node, lease, evicted_ids, evicted_devices, evicted_nodes)
        VALUES (p_name, p_id, p_device, p_node, of_node, ARRAY(SELECT g.id FROM unnest(gone) g),
            ARRAY(SELECT g.device FROM unnest(gone) g), ARRAY(SELECT g.node FROM unnest(gone) g))
        RETURNING t.* INTO known;
    END IF;
    o_kind := 1;
    RETURN NEXT;
    RETURN QUERY SELECT 1, e.id, e.device, e.node
        FROM unnest(known.evicted_ids, known.evicted_devices, known.evicted_nodes) e(id, device, node);
END $$;

CREATE FUNCTION @s@.session_close(p_name bytea, p_id bytea, p_now int8) RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
    PERFORM @s@.lasting(), pg_advisory_xact_lock(hashtextextended('@s@ sessions ' || encode(p_name, 'hex'), 0));
    DELETE FROM @s@.sessions t WHERE t.name = p_name AND t.id = p_id AND @s@.session_lives(t, @s@.lease_time(p_now));
    RETURN FOUND;
END $$;

-- Removes and gives sessions whose lease is over, lease by lease.
CREATE FUNCTION @s@.sessions_lost(p_limit int, p_now int8) RETURNS SETOF @s@.sessions LANGUAGE plpgsql AS $$
DECLARE
    n int8 := @s@.lease_time(p_now);
    l int8 := -1;
    count int := 0;
    s @s@.sessions;
    taken int;
BEGIN
    PERFORM @s@.lasting();
    WHILE count < p_limit LOOP
        SELECT t.* INTO s FROM @s@.sessions t WHERE t.lease > l ORDER BY t.lease, t.place LIMIT 1;
        EXIT WHEN NOT FOUND;
        l := s.lease;
        IF NOT @s@.session_lives(s, n) THEN
            RETURN QUERY DELETE FROM @s@.sessions t WHERE t.place IN (
                SELECT d.place FROM @s@.sessions d WHERE d.lease = l ORDER BY d.place LIMIT p_limit - count
                FOR UPDATE SKIP LOCKED)
            RETURNING t.*;
            GET DIAGNOSTICS taken = ROW_COUNT;
            count := count + taken;
        END IF;
    END LOOP;
END $$;

-- Who follows, marks or has inboxes.
CREATE TABLE @s@.owners (
    name bytea PRIMARY KEY,
    version int8 NOT NULL,
    used int8 NOT NULL,
    -- of its last use, or of one before
    listed int8 NOT NULL
) WITH (fillfactor = 70);
CREATE INDEX owners_listed ON @s@.owners (listed);

CREATE TABLE @s@.inboxes (
    owner bytea NOT NULL,
    device bytea NOT NULL,
    fence int8 NOT NULL,
    -- empty while it is nobody's
    node bytea NOT NULL,
    acknowledged int8 NOT NULL,
    last int8 NOT NULL,
    reserved int8 NOT NULL,
    shown bytea NOT NULL,
    shown_count int8 NOT NULL,
    -- first and last, two by two
    burned int8[] NOT NULL,
    -- the cursor on the own log; no epoch for who has none
    epoch text COLLATE "C",
    floor int8 NOT NULL,
    beyond bytea,
    used int8 NOT NULL,
    listed int8 NOT NULL,
    PRIMARY KEY (owner, device)
) WITH (fillfactor = 70);
CREATE INDEX inboxes_listed ON @s@.inboxes (listed);

CREATE TABLE @s@.follows (
    owner bytea NOT NULL,
    channel bytea NOT NULL,
    version int8 NOT NULL,
    epoch text COLLATE "C" NOT NULL,
    off int8 NOT NULL,
    PRIMARY KEY (owner, channel)
);
CREATE INDEX follows_channel ON @s@.follows (channel, owner);

-- A cursor that moved since a follow.
CREATE TABLE @s@.cursors (
    owner bytea NOT NULL,
    device bytea NOT NULL,
    channel bytea NOT NULL,
    version int8 NOT NULL,
    epoch text COLLATE "C" NOT NULL,
    floor int8 NOT NULL,
    beyond bytea,
    PRIMARY KEY (owner, device, channel)
) WITH (fillfactor = 70);

CREATE TABLE @s@.marks (
    owner bytea PRIMARY KEY,
    epoch text COLLATE "C" NOT NULL,
    offsets bytea NOT NULL
);

-- One transaction at a time changes what an owner has; gives the present generation.
CREATE FUNCTION @s@.own(p_owner bytea) RETURNS @s@.alive LANGUAGE plpgsql AS $$
BEGIN
    PERFORM @s@.lasting(), pg_advisory_xact_lock(hashtextextended('@s@ owners ' || encode(p_owner, 'hex'), 0));
    RETURN @s@.present();
END $$;

CREATE FUNCTION @s@.forget(p_owner bytea, p_device bytea) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM @s@.inboxes WHERE owner = p_owner AND device = p_device;
    IF FOUND THEN
        DELETE FROM @s@.cursors WHERE owner = p_owner AND device = p_device;
        IF NOT EXISTS (SELECT FROM @s@.inboxes WHERE owner = p_owner) THEN
            PERFORM @s@.forget(p_owner);
        END IF;
    END IF;
END $$;

CREATE FUNCTION @s@.forget(p_owner bytea) RETURNS void LANGUAGE sql AS $$
    DELETE FROM @s@.follows WHERE owner = p_owner;
    DELETE FROM @s@.marks WHERE owner = p_owner;
    DELETE FROM @s@.owners WHERE name = p_owner;
$$;

-- Deletes some of what is not kept any more, a little at a time; one node sweeps at a time. Gives how many rows it deleted, -1 where
-- another one sweeps.
CREATE FUNCTION @s@.sweep(p_now int8, p_now_leases int8, p_most int) RETURNS int8 LANGUAGE plpgsql
SET jit = off SET enable_seqscan = off AS $$
DECLARE
    s @s@.sweeps;
    c @s@.channels;
    f int8;
    ids int8[];
    others int8[];
    low int8;
    deleted int8 := 0;
    part int8;
    gone_log int8;
BEGIN
    IF NOT pg_try_advisory_xact_lock(hashtextextended('@s@ sweep', 0)) THEN
        RETURN -1;
    END IF;
    PERFORM set_config('synchronous_commit', 'off', true);
    SELECT * INTO s FROM @s@.sweeps;
    ids := s.waiting;
    IF ids = '{}' THEN
        -- what moved since, and some of the others in their turn
        ids := ARRAY(SELECT DISTINCT n FROM @s@.moves m, unnest(m.channels) n
            WHERE s.told IS NOT NULL AND m.xid >= pg_snapshot_xmin(s.told) AND NOT pg_visible_in_snapshot(m.xid, s.told));
        others := ARRAY(SELECT id FROM @s@.channels WHERE id > s.channel ORDER BY id LIMIT 1000);
        s.channel := coalesce(others[cardinality(others)], 0);
        s.told := pg_current_snapshot();
        ids := ids || others;
    END IF;
    s.waiting := '{}';
    FOR c IN SELECT * FROM @s@.channels WHERE id = ANY (ids) ORDER BY name LOOP
        IF deleted >= p_most THEN
            s.waiting := s.waiting || c.id;
            CONTINUE;
        END IF;
        f := @s@.kept_from(c, p_now);
        -- what was too old once stays away, whatever the clock does; the rest is told by numbers that only rise
        IF f > c.first AND c.keep_age > 0 THEN
            UPDATE @s@.channels SET first = greatest(first, f) WHERE id = c.id AND log = c.log;
        END IF;
        LOOP
            SELECT off INTO low FROM @s@.messages WHERE log = c.log AND off < f ORDER BY off LIMIT 1;
            EXIT WHEN NOT FOUND;
            IF deleted >= p_most THEN
                s.waiting := s.waiting || c.id;
                EXIT;
            END IF;
            DELETE FROM @s@.messages WHERE log = c.log AND off >= low AND off < least(f, low + 1000);
            GET DIAGNOSTICS part = ROW_COUNT;
            deleted := deleted + part;
        END LOOP;
        DELETE FROM @s@.keys WHERE log = c.log AND time <= p_now - c.key_age;
        -- a writer that was silent for a day has nobody left who would repeat anything
        DELETE FROM @s@.writers WHERE log = c.log AND seen < p_now - 86400000000000;
    END LOOP;
    UPDATE @s@.sweeps SET channel = s.channel, told = s.told, waiting = s.waiting;
    DELETE FROM @s@.messages WHERE (log, off) IN
        (SELECT log, off FROM @s@.messages WHERE expires < 9223372036854775807 AND expires <= p_now ORDER BY expires LIMIT p_most);
    GET DIAGNOSTICS part = ROW_COUNT;
    deleted := deleted + part;
    FOR gone_log IN SELECT log FROM @s@.dropped LIMIT 10 LOOP
        DELETE FROM @s@.messages WHERE log = gone_log AND off IN
            (SELECT off FROM @s@.messages WHERE log = gone_log ORDER BY off LIMIT p_most);
        GET DIAGNOSTICS part = ROW_COUNT;
        deleted := deleted + part;
        IF part < p_most THEN
            DELETE FROM @s@.keys WHERE log = gone_log;
            DELETE FROM @s@.writers WHERE log = gone_log;
            DELETE FROM @s@.dropped WHERE log = gone_log;
        END IF;
    END LOOP;
    -- tokens of changes are good for ten minutes, and a transaction does not last five
    DELETE FROM @s@.moves WHERE xid IN (SELECT xid FROM @s@.moves WHERE at < clock_timestamp() - interval '15 minutes'
        ORDER BY xid LIMIT p_most);
    DELETE FROM @s@.leases WHERE key IN
        (SELECT key FROM @s@.leases WHERE ends <= @s@.lease_time(p_now_leases) ORDER BY ends LIMIT p_most);
    RETURN deleted;
END $$;
