package io.pushcore.netty;

import io.pushcore.netty.http.Routes;
import java.time.Duration;

/**
 * What all connections of an HTTP port have in common.
 *
 * @param arriving how long a head or a body may take to come
 * @param idle how long a connection may be kept between two requests
 */
record HttpSite(Routes routes, Origins origins, Duration arriving, Duration idle) {}
