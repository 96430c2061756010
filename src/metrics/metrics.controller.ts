import { Controller, Get, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { PosthornMetrics } from '@posthorn/webhooks';
import type { Response } from 'express';

import { Public } from '../auth/index.js';
import { Metrics } from './metrics.js';

@ApiExcludeController()
@Public()
@Controller('metrics')
export class MetricsController {
  constructor(
    private readonly metrics: Metrics,
    private readonly deliveries: PosthornMetrics,
  ) {}

  @Get()
  async read(@Res({ passthrough: true }) response: Response): Promise<string> {
    response.setHeader('Content-Type', this.metrics.registry.contentType);
    const [own, ofDeliveries] = await Promise.all([this.metrics.registry.metrics(), this.deliveries.text()]);
    return own + ofDeliveries;
  }
}
