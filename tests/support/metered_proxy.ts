/** The proxy that this machine needs to get out, if any. */
const UPSTREAM = Deno.env.get("HTTPS_PROXY") ?? Deno.env.get("https_proxy");

/** A proxy for HTTPS that counts what comes through it: what a first run downloads. */
export class MeteredProxy implements AsyncDisposable {
  /** Bytes that came back, as they went over the network. */
  received = 0;
  private readonly connections = new Set<Deno.Conn>();
  private readonly served: Promise<void>;

  private constructor(private readonly listener: Deno.TcpListener) {
    this.served = this.serve();
  }

  static start(): MeteredProxy {
    return new MeteredProxy(Deno.listen({ hostname: "127.0.0.1", port: 0 }));
  }

  /** What HTTPS_PROXY wants. */
  get url(): string {
    return `http://127.0.0.1:${(this.listener.addr as Deno.NetAddr).port}`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.listener.close();
    for (const connection of this.connections) closeQuietly(connection);
    await this.served;
  }

  private async serve(): Promise<void> {
    const tunnels: Promise<void>[] = [];
    for await (const client of this.listener) tunnels.push(this.tunnel(client));
    await Promise.all(tunnels);
  }

  /** Connects a client with the host that it names, until both have closed. */
  private async tunnel(client: Deno.Conn): Promise<void> {
    try {
      const asked = new Uint8Array(4096);
      let length = 0;
      let head = "";
      while (!head.includes("\r\n\r\n")) {
        const read = await client.read(asked.subarray(length));
        if (read === null) return client.close();
        head = new TextDecoder().decode(asked.subarray(0, length += read));
      }
      const { hostname, port } = new URL(UPSTREAM ?? `http://${/^CONNECT (\S+) /.exec(head)![1]}`);
      const host = await Deno.connect({ hostname, port: Number(port) });
      this.connections.add(client).add(host);
      if (UPSTREAM !== undefined) await host.write(asked.subarray(0, length)); // it answers itself
      else await client.write(new TextEncoder().encode("HTTP/1.1 200 OK\r\n\r\n"));
      const counted = new TransformStream<Uint8Array, Uint8Array>({
        transform: (bytes, out) => {
          this.received += bytes.length;
          out.enqueue(bytes);
        },
      });
      await Promise.all([
        client.readable.pipeTo(host.writable),
        host.readable.pipeThrough(counted).pipeTo(client.writable),
      ]);
    } catch {
      // A client that has what it wants, or is killed, hangs up.
      closeQuietly(client);
    }
  }
}

/** Closes what may have been closed by the other side. */
function closeQuietly(connection: Deno.Conn): void {
  try {
    connection.close();
  } catch (error) {
    if (!(error instanceof Deno.errors.BadResource)) throw error;
  }
}
