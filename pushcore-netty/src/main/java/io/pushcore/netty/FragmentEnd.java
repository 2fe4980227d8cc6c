package io.pushcore.netty;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;

/** Ends what came without a newline with one, once the socket has nothing more. */
final class FragmentEnd extends ChannelInboundHandlerAdapter {
    private static final ByteBuf NEWLINE =
            Unpooled.unreleasableBuffer(Unpooled.copiedBuffer("\n", US_ASCII).asReadOnly());

    private boolean open;

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (message instanceof ByteBuf bytes && bytes.isReadable()) {
            open = bytes.getByte(bytes.writerIndex() - 1) != '\n';
        }
        context.fireChannelRead(message);
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        if (open) {
            open = false;
            context.fireChannelRead(NEWLINE.duplicate());
        }
        context.fireChannelReadComplete();
    }
}
