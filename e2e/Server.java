import io.pushcore.Authenticator;
import io.pushcore.Authorizer;
import io.pushcore.Broker;
import io.pushcore.ChannelRules;
import io.pushcore.ErrorCode;
import io.pushcore.Identity;
import io.pushcore.ManualTime;
import io.pushcore.PushCoreException;
import io.pushcore.jwt.JwtAuthenticator;
import io.pushcore.jwt.TokenKey;
import io.pushcore.netty.HttpTransport;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * The broker under test; ends when its input does. Channels {@code short.*} keep five messages. With {@code guarded} it wants a
 * token, {@code USER} or {@code USER/SECONDS}, and its time stands but for lines {@code advance SECONDS}, each answered. With
 * {@code jwt} the tokens are JWT, and channels {@code private.*} want one of their own.
 */
final class Server {
    public static void main(String[] args) throws IOException {
        ManualTime time = ManualTime.create();
        HttpTransport http = HttpTransport.port(0);
        Broker.Builder builder = Broker.builder()
                .channels("short.*", ChannelRules.keep(5))
                .requests((who, method, data) -> method.equals("echo")
                        ? CompletableFuture.completedFuture(data)
                        : CompletableFuture.failedFuture(
                                new PushCoreException(ErrorCode.NOT_FOUND, "no such method: " + method)));
        if (args.length > 0) {
            http = http.lanes(1);
            boolean jwt = args[0].equals("jwt");
            builder = builder.time(time)
                    .authenticator(jwt ? jwt(time) : tokens(time))
                    .authorizer(jwt ? Server::isPublic : Authorizer.allowAll());
        }
        Broker broker = builder.transport(http).build();
        System.out.println(http.port());
        BufferedReader orders = new BufferedReader(new InputStreamReader(System.in));
        for (String order = orders.readLine(); order != null; order = orders.readLine()) {
            for (int i = Integer.parseInt(order.substring("advance ".length())); i > 0; i--) {
                time.advance(Duration.ofSeconds(1));
            }
            System.out.println("advanced");
        }
        broker.close();
        System.exit(0);
    }

    private static Authenticator jwt(ManualTime time) {
        return JwtAuthenticator.builder()
                .key(TokenKey.secret("an example of a secret, long enough"))
                .leeway(Duration.ZERO)
                .time(time)
                .build();
    }

    private static CompletionStage<Authorizer.Decision> isPublic(
            Identity who, Authorizer.Action action, String channel) {
        boolean closed = action == Authorizer.Action.SUBSCRIBE && channel.startsWith("private.");
        return CompletableFuture.completedFuture(
                closed ? Authorizer.Decision.deny("by token only") : Authorizer.Decision.allow());
    }

    private static Authenticator tokens(ManualTime time) {
        return credentials -> {
            String[] parts = credentials.token().split("/");
            if (parts[0].isEmpty() || parts[0].equals("wrong")) {
                return CompletableFuture.failedFuture(
                        new PushCoreException(ErrorCode.UNAUTHENTICATED, "no such user"));
            }
            Identity user = Identity.of(parts[0]);
            return CompletableFuture.completedFuture(
                    parts.length == 1 ? user : user.expires(time.now().plusSeconds(Long.parseLong(parts[1]))));
        };
    }
}
