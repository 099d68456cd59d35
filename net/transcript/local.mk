# sessions on paper
