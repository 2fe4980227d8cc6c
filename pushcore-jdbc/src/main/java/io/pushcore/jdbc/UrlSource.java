package io.pushcore.jdbc;

import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.util.Properties;
import java.util.logging.Logger;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** New connections to a URL, by the driver that knows it. A pool is not needed, for the {@link Workers} keep theirs. */
record UrlSource(String url) implements DataSource {
    /** In seconds, as the driver of PostgreSQL has it. */
    private static final String SOCKET_TIMEOUT = "socketTimeout";

    @Override
    public Connection getConnection() throws SQLException {
        return connect(new Properties());
    }

    @Override
    public Connection getConnection(String user, String password) throws SQLException {
        Properties login = new Properties();
        login.setProperty("user", user);
        login.setProperty("password", password);
        return connect(login);
    }

    /** A server that does not say a word is not waited for; later on that is a matter of who asks. What the URL says counts more. */
    private Connection connect(Properties login) throws SQLException {
        login.setProperty(SOCKET_TIMEOUT, Long.toString(Supply.SILENCE.toSeconds()));
        Connection connection = DriverManager.getConnection(url, login);
        if (!url.contains(SOCKET_TIMEOUT)) {
            connection.setNetworkTimeout(Runnable::run, 0);
        }
        return connection;
    }

    @Override
    public @Nullable PrintWriter getLogWriter() {
        return null;
    }

    @Override
    public void setLogWriter(PrintWriter out) throws SQLException {
        throw new SQLFeatureNotSupportedException("there is no log");
    }

    @Override
    public void setLoginTimeout(int seconds) throws SQLException {
        throw new SQLFeatureNotSupportedException("the time to connect belongs to the URL");
    }

    @Override
    public int getLoginTimeout() {
        return 0;
    }

    @Override
    public Logger getParentLogger() throws SQLFeatureNotSupportedException {
        throw new SQLFeatureNotSupportedException("there is no log");
    }

    @Override
    public <T> T unwrap(Class<T> type) throws SQLException {
        throw new SQLException("wraps no " + type.getName());
    }

    @Override
    public boolean isWrapperFor(Class<?> type) {
        return false;
    }
}
