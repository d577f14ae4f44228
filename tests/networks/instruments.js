// Runs in every page before the product: remembers what the product makes, and when things were seen.
(() => {
  if (window.instruments) return;
  const calls = [];
  const NativeConnection = window.RTCPeerConnection;
  window.RTCPeerConnection = class extends NativeConnection {
    constructor(...settings) {
      super(...settings);
      calls.push(this);
    }
  };
  const told = [];
  const NativeSocket = window.WebSocket;
  window.WebSocket = class extends NativeSocket {
    constructor(...settings) {
      super(...settings);
      this.addEventListener('message', ({data}) => {
        const event = typeof data === 'string' && /"(participant:[a-z]+|consultation:ended|media:restart)"/.exec(data);
        if (event) told.push({at: Date.now(), event: event[1]});
      });
    }
  };
  // Calls, not the agents that only look for the server. Firefox never tells the statistics of one that is closed meanwhile.
  const open = () => calls.filter(c => c.connectionState !== 'closed' && c.getTransceivers().length > 0);
  const statistics = call => Promise.race([call.getStats(), new Promise(r => setTimeout(r, 500, new Map()))]);
  const videos = () => [...document.querySelectorAll('[data-testid^=tile-] video')];
  // Frames that were really shown; Firefox keeps no such count for a stream.
  const counts = new WeakMap();
  const count = video => {
    counts.set(video, (counts.get(video) ?? 0) + 1);
    video.requestVideoFrameCallback(() => count(video));
    if (counts.get(video) > 1 && i.firstFrameAt === null) i.firstFrameAt = Date.now();
  };
  const frames = video => counts.get(video) ?? 0;

  const heardSamples = async () => {
    let real = 0;
    for (const call of open()) {
      for (const s of (await statistics(call)).values()) {
        if (s.type === 'inbound-rtp' && s.kind === 'audio') real += (s.totalSamplesReceived || 0) - (s.concealedSamples || 0);
      }
    }
    return real;
  };
  const i = window.instruments = {
    acceptedAt: null, firstFrameAt: null, told, record: null,
    begin() { i.acceptedAt = i.firstFrameAt = null; told.length = 0; },
    startRecord() {
      const record = i.record = [];
      (async () => {
        while (i.record === record) {
          const samples = await heardSamples();
          record.push([Date.now(), samples, videos().reduce((sum, v) => sum + frames(v), 0)]);
          await new Promise(r => setTimeout(r, 50));
        }
      })();
    },
    stopRecord() { const record = i.record; i.record = null; return record; },
    // What went wrong, for a failure's message.
    async state() {
      const pairs = [], streams = [];
      for (const call of open()) {
        const stats = await call.getStats();
        for (const s of stats.values()) {
          if (s.type === 'outbound-rtp') streams.push(`${s.kind} out ${s.packetsSent}`);
          if (s.type === 'inbound-rtp') streams.push(`${s.kind} ${s.mid} in ${s.packetsReceived}`);
          if (s.type !== 'candidate-pair') continue;
          const local = stats.get(s.localCandidateId), remote = stats.get(s.remoteCandidateId);
          pairs.push(`${local?.protocol} ${local?.address}:${local?.port} ${remote?.address}:${remote?.port} ${s.state}`);
        }
      }
      return {calls: calls.map(c => `${c.connectionState} ${c.iceConnectionState}`), pairs, streams, told,
        videos: videos().map(v => `${v.readyState} ${v.videoWidth} ${frames(v)}`)};
    },
    // The candidate pair that carries the newest call.
    async path() {
      const call = open().at(-1);
      if (!call) return null;
      const stats = await call.getStats();
      const all = [...stats.values()];
      const transport = all.find(s => s.type === 'transport' && s.selectedCandidatePairId);
      const pair = transport ? stats.get(transport.selectedCandidatePairId)
        : all.find(s => s.type === 'candidate-pair' && s.selected);
      if (!pair) return null;
      const local = stats.get(pair.localCandidateId), remote = stats.get(pair.remoteCandidateId);
      return {protocol: local.protocol, type: local.candidateType, relay: local.relayProtocol || '',
        remote: remote.address || remote.ip || ''};
    },
  };
  addEventListener('click', event => {
    if (event.target.closest?.('[data-testid^=accept-]')) i.acceptedAt = Date.now();
  }, true);
  setInterval(() => videos().filter(video => !counts.has(video)).forEach(count), 20);
})();
