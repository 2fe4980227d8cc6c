package io.pushcore.storage.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pushcore.storage.LeaseStore;
import io.pushcore.storage.LeaseStore.Admission;
import io.pushcore.storage.LeaseStore.Session;
import io.pushcore.storage.LeaseStore.WhenFull;
import io.pushcore.storage.StorageException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Sessions, which live with the lease of their node. */
abstract class SessionRules extends StorageRules {
    private static final Duration NODE_TTL = Duration.ofSeconds(5);
    private static final int LIMIT = 5;
    private static final int OPENERS = 100;

    SessionRules() {}

    @Test
    @DisplayName("T91 sessions are told by user, the one opened first first, as they were opened")
    void sessionsAreToldInTheirOrder() {
        node("n1");
        node("n2");
        assertThat(sessions("ann")).isEmpty();
        List<Session> expected = List.of(
                new Session("ann", "s2", "phone", "n1"),
                new Session("ann", "s1", "", "n2"),
                new Session("ann", "s3", "phone", "n1"));
        for (Session session : expected) {
            assertThat(open(session, WhenFull.REFUSE)).isEqualTo(new Admission.Opened(List.of()));
        }
        open(new Session("bob", "s1", "", "n1"), WhenFull.REFUSE);
        assertThat(sessions("ann")).isEqualTo(expected);
        assertThat(sessions("bob")).hasSize(1);
    }

    @Test
    @DisplayName("T92 over the limit the oldest are evicted in the same step and told, or the new one is refused")
    void theOldestAreEvictedOrTheNewOneIsRefused() {
        node("n1");
        for (int i = 1; i <= 4; i++) {
            open(session(i), WhenFull.EVICT_OLDEST);
        }
        assertThat(await(leases().openSession(session(5), 4, WhenFull.REFUSE))).isEqualTo(new Admission.Refused());
        assertThat(sessions("ann")).containsExactly(session(1), session(2), session(3), session(4));
        assertThat(await(leases().openSession(session(6), 2, WhenFull.EVICT_OLDEST)))
                .isEqualTo(new Admission.Opened(List.of(session(1), session(2), session(3))));
        assertThat(sessions("ann")).containsExactly(session(4), session(6));
        assertThatThrownBy(() -> await(leases().openSession(session(7), 0, WhenFull.EVICT_OLDEST)))
                .hasCauseInstanceOf(IllegalArgumentException.class);
    }

    @Test
    @DisplayName("T93 of many openers at once there are never more than the limit; each evicted one is told once")
    void theLimitHoldsForMany() {
        node("n1");
        Queue<Session> evicted = new ConcurrentLinkedQueue<>();
        inThreads(OPENERS, opener -> {
            if (open(session(opener), WhenFull.EVICT_OLDEST) instanceof Admission.Opened opened) {
                evicted.addAll(opened.evicted());
            }
            assertThat(sessions("ann")).hasSizeLessThanOrEqualTo(LIMIT);
        });
        assertThat(sessions("ann")).hasSize(LIMIT);
        assertThat(evicted)
                .doesNotHaveDuplicates()
                .hasSize(OPENERS - LIMIT)
                .doesNotContainAnyElementsOf(sessions("ann"));
        AtomicInteger opened = new AtomicInteger();
        inThreads(OPENERS, opener -> {
            Session session = new Session("bob", "s" + opener, "", "n1");
            if (open(session, WhenFull.REFUSE) instanceof Admission.Opened) {
                opened.incrementAndGet();
            }
            assertThat(sessions("bob")).hasSizeLessThanOrEqualTo(LIMIT);
        });
        assertThat(opened).hasValue(LIMIT);
        assertThat(sessions("bob")).hasSize(LIMIT);
    }

    @Test
    @DisplayName("T94 an opening that is repeated gives its first answer and evicts no other")
    void aRepeatedOpeningGivesItsFirstAnswer() {
        node("n1");
        for (int i = 1; i <= LIMIT; i++) {
            open(session(i), WhenFull.EVICT_OLDEST);
        }
        Admission first = open(session(6), WhenFull.EVICT_OLDEST);
        assertThat(first).isEqualTo(new Admission.Opened(List.of(session(1))));
        assertThat(open(session(6), WhenFull.EVICT_OLDEST)).isEqualTo(first);
        assertThat(open(session(6), WhenFull.REFUSE)).isEqualTo(first);
        assertThat(sessions("ann")).containsExactly(session(2), session(3), session(4), session(5), session(6));
    }

    @Test
    @DisplayName("T95 a closed session makes room; whether it was there is said once")
    void aClosedSessionGivesItsPlace() {
        node("n1");
        for (int i = 1; i <= LIMIT; i++) {
            open(session(i), WhenFull.REFUSE);
        }
        AtomicInteger closed = new AtomicInteger();
        inThreads(4, thread -> {
            if (await(leases().closeSession("ann", "s3"))) {
                closed.incrementAndGet();
            }
        });
        assertThat(closed).hasValue(1);
        assertThat(await(leases().closeSession("nobody", "s1"))).isFalse();
        assertThat(open(session(6), WhenFull.REFUSE)).isInstanceOf(Admission.Opened.class);
        assertThat(sessions("ann")).containsExactly(session(1), session(2), session(4), session(5), session(6));
        open(session(7), WhenFull.EVICT_OLDEST);
        assertThat(await(leases().closeSession("ann", "s1"))).as("evicted").isFalse();
        assertThat(await(leases().takeLost(10))).as("none was lost").isEmpty();
    }

    @Test
    @DisplayName("T96 sessions die with the lease of their node, and another lease of that name brings none back")
    void sessionsDieWithTheirNode() {
        node("n1");
        node("n2");
        open(session(1), WhenFull.REFUSE);
        Session other = new Session("ann", "other", "", "n2");
        open(other, WhenFull.REFUSE);
        time.advance(NODE_TTL.minusNanos(1));
        assertThat(sessions("ann")).containsExactly(session(1), other);
        assertThat(await(leases().renew("n2", NODE_TTL))).isTrue();
        time.advance(Duration.ofNanos(1));
        assertThat(faultOf(leases().openSession(session(2), 2, WhenFull.REFUSE)))
                .as("its own lease is over, too")
                .isEqualTo(StorageException.Fault.FENCED);
        node("n1");
        assertThat(sessions("ann")).containsExactly(other);
        assertThat(await(leases().closeSession("ann", "s1"))).isFalse();
        assertThat(await(leases().openSession(session(2), 2, WhenFull.REFUSE)))
                .isEqualTo(new Admission.Opened(List.of()));
        await(leases().take("n1"));
        assertThat(sessions("ann")).as("taken is over as well").containsExactly(other);
    }

    @Test
    @DisplayName("T97 sessions of a node that ended are told once, to one of those who ask, however late")
    void lostSessionsAreToldOnce() {
        node("n1");
        List<Session> opened = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            Session session = new Session("user" + i % 7, "s" + i, "phone", "n1");
            await(leases().openSession(session, 100, WhenFull.REFUSE));
            opened.add(session);
        }
        await(leases().closeSession("user0", "s0"));
        opened.remove(0);
        assertThat(await(leases().takeLost(10))).isEmpty();
        time.advance(Duration.ofHours(1));
        node("n1");
        Set<Session> told = ConcurrentHashMap.newKeySet();
        inThreads(4, thread -> {
            for (List<Session> some = takeLost(); !some.isEmpty(); some = takeLost()) {
                assertThat(some).hasSizeLessThanOrEqualTo(3);
                for (Session session : some) {
                    assertThat(told.add(session)).as("first time: " + session).isTrue();
                }
            }
        });
        assertThat(told).containsExactlyInAnyOrderElementsOf(opened);
    }

    @Test
    @DisplayName("T98 a session of a node without a lease is fenced and changes nothing")
    void aNodeWithoutALeaseOpensNothing() {
        assertThat(faultOf(leases().openSession(session(1), LIMIT, WhenFull.EVICT_OLDEST)))
                .isEqualTo(StorageException.Fault.FENCED);
        node("n1");
        open(session(1), WhenFull.REFUSE);
        Session ofAnother = new Session("ann", "s2", "", "n2");
        assertThat(faultOf(leases().openSession(ofAnother, 1, WhenFull.EVICT_OLDEST)))
                .isEqualTo(StorageException.Fault.FENCED);
        assertThat(sessions("ann")).containsExactly(session(1));
    }

    @Test
    @DisplayName("T99 users, ids and devices of sessions are told apart by their bytes")
    void namesOfSessionsAreBytes() {
        node("n1");
        for (String user : NameRules.ODD) {
            for (String id : List.of("a", "A", "'", "%", "x".repeat(255))) {
                open(new Session(user, id, user, "n1"), WhenFull.REFUSE);
            }
        }
        for (String user : NameRules.ODD) {
            assertThat(sessions(user))
                    .as(user)
                    .hasSize(5)
                    .allMatch(each -> each.device().equals(user));
        }
        await(leases().closeSession("a", "a"));
        assertThat(sessions("a")).hasSize(4);
        assertThat(sessions("A")).hasSize(5);
    }

    private LeaseStore leases() {
        return backend().leaseStore().orElseThrow();
    }

    private void node(String key) {
        await(leases().put(key, new byte[0], NODE_TTL));
    }

    private Admission open(Session session, WhenFull whenFull) {
        return await(leases().openSession(session, LIMIT, whenFull));
    }

    private List<Session> sessions(String user) {
        return await(leases().sessions(user));
    }

    private List<Session> takeLost() {
        return await(leases().takeLost(3));
    }

    private static Session session(int number) {
        return new Session("ann", "s" + number, "", "n1");
    }
}
