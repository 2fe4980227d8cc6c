import io.pushcore.Broker;
import io.pushcore.ChannelRules;
import io.pushcore.ErrorCode;
import io.pushcore.PushCoreException;
import io.pushcore.netty.HttpTransport;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;

/** The broker under test; ends when its input does. Channels {@code short.*} keep five messages. */
final class Server {
    public static void main(String[] args) throws IOException {
        HttpTransport http = HttpTransport.port(0);
        Broker broker = Broker.builder()
                .transport(http)
                .channels("short.*", ChannelRules.keep(5))
                .requests((who, method, data) -> method.equals("echo")
                        ? CompletableFuture.completedFuture(data)
                        : CompletableFuture.failedFuture(
                                new PushCoreException(ErrorCode.NOT_FOUND, "no such method: " + method)))
                .build();
        System.out.println(http.port());
        while (System.in.read() >= 0) {
            // until the tests are over
        }
        broker.close();
        System.exit(0);
    }
}
