import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, IsNull, Not, QueryFailedError } from 'typeorm';

import { errorCode } from '../../common/index.js';
import { Project } from './project.entity.js';

/** Whoever still has work to do for a deleted project. */
export interface ProjectResidents {
  /** Takes away what has ended. @returns true when nothing of the project is left to be delivered */
  leave(projectId: string): Promise<boolean>;
}

const FOREIGN_KEY_VIOLATION = '23503';

/** The end of a project (RULES 21): hidden at once, erased when its last event has been delivered or given up. */
@Injectable()
export class ProjectRetirement {
  constructor(@InjectDataSource() private readonly dataSource: DataSource) {}

  /** Housekeeping: erases the deleted projects whose deliveries have ended. @returns how many */
  async runOnce(residents: ProjectResidents): Promise<number> {
    const projects = this.dataSource.getRepository(Project);
    const waiting = await projects.find({
      where: { deletedAt: Not(IsNull()) },
      order: { deletedAt: 'ASC' },
      take: 100,
    });
    let erased = 0;
    for (const { id } of waiting) {
      if ((await residents.leave(id)) && (await this.erase(id))) erased += 1;
    }
    return erased;
  }

  /** Rows of the project go with it, except files: their content has to go first, and the foreign key waits for that. */
  private async erase(id: string): Promise<boolean> {
    try {
      const { affected } = await this.dataSource.getRepository(Project).delete({ id, deletedAt: Not(IsNull()) });
      return affected === 1;
    } catch (error) {
      if (error instanceof QueryFailedError && errorCode(error.driverError) === FOREIGN_KEY_VIOLATION) return false;
      throw error;
    }
  }
}
