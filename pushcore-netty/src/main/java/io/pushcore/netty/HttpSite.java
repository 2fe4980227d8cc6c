package io.pushcore.netty;

import io.pushcore.netty.centrifuge.CentrifugeRoutes;
import io.pushcore.netty.http.InboxRoutes;
import io.pushcore.netty.http.PlainRoutes;
import io.pushcore.netty.http.Refusals;
import io.pushcore.netty.http.Routes;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What all connections of one HTTP transport have in common.
 *
 * @param arriving how long a head or a body may take to come
 * @param idle how long a connection may be kept between two requests; zero if that is not the transport's business
 * @param refusals how it is said that a request is refused
 * @param needsHost whether a request must name the host it is for
 */
record HttpSite(
        Routes routes, Origins origins, Duration arriving, Duration idle, Refusals refusals, boolean needsHost) {
    private static final Duration ARRIVING = Duration.ofSeconds(9);

    /** With all that is spoken over HTTP here, for pages of its own origin. */
    static HttpSite idle(Duration idle) {
        Routes routes = CentrifugeRoutes.addTo(InboxRoutes.addTo(PlainRoutes.addTo(Routes.none())), new SecureRandom());
        return new HttpSite(routes, new Origins(Set.of()), ARRIVING, idle, Refusals.PROBLEMS, true);
    }

    /** With nothing else than these. */
    static HttpSite of(Routes routes, Duration idle) {
        return new HttpSite(routes, new Origins(Set.of()), ARRIVING, idle, Refusals.PROBLEMS, true);
    }

    HttpSite allowOrigins(String... origins) {
        Set<String> allowed = Arrays.stream(origins)
                .map(origin -> origin.toLowerCase(Locale.ROOT))
                .collect(Collectors.toSet());
        return new HttpSite(routes, new Origins(allowed), arriving, idle, refusals, needsHost);
    }

    HttpSite routes(Routes newRoutes) {
        return new HttpSite(newRoutes, origins, arriving, idle, refusals, needsHost);
    }

    HttpSite deadlines(Duration newArriving, Duration newIdle) {
        return new HttpSite(routes, origins, newArriving, newIdle, refusals, needsHost);
    }

    HttpSite refusals(Refusals newRefusals) {
        return new HttpSite(routes, origins, arriving, idle, newRefusals, needsHost);
    }

    /** For clients that name no host, which browsers always do. */
    HttpSite withoutHost() {
        return new HttpSite(routes, origins, arriving, idle, refusals, false);
    }
}
