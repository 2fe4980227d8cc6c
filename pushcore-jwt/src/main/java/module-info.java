/** Tokens as JWT. */
module io.pushcore.jwt {
    requires transitive io.pushcore;
    requires static transitive org.jspecify;
    requires com.nimbusds.jose.jwt;
    requires java.net.http;
    requires org.slf4j;

    exports io.pushcore.jwt;
}
